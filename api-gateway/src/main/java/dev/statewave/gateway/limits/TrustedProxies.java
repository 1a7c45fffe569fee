package dev.statewave.gateway.limits;

import io.netty.util.NetUtil;

/**
 * Addresses that begin with the same bits.
 *
 * @param prefix an address of four or sixteen bytes
 * @param bits how many of them count
 */
record TrustedProxies(byte[] prefix, int bits) {

    /** @throws IllegalArgumentException where it is neither an address nor {@code address/bits} */
    static TrustedProxies parse(String text) {
        int slash = text.indexOf('/');
        // Never by the resolver of the JDK, which would ask the DNS for what is no address.
        byte[] address = NetUtil.createByteArrayFromIpAddressString(slash < 0 ? text : text.substring(0, slash));
        if (address == null) {
            throw new IllegalArgumentException("not an address: " + text);
        }
        int bits = slash < 0 ? address.length * 8 : Integer.parseInt(text.substring(slash + 1));
        if (bits < 0 || bits > address.length * 8) {
            throw new IllegalArgumentException("not a network: " + text);
        }
        return new TrustedProxies(address, bits);
    }

    boolean contains(byte[] address) {
        if (address.length != prefix.length) {
            return false;
        }
        for (int bit = 0; bit < bits; bit++) {
            int mask = 0x80 >> bit % 8;
            if ((address[bit / 8] & mask) != (prefix[bit / 8] & mask)) {
                return false;
            }
        }
        return true;
    }
}

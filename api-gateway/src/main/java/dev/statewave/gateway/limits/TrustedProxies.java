package dev.statewave.gateway.limits;

import io.netty.handler.ipfilter.IpFilterRuleType;
import io.netty.handler.ipfilter.IpSubnetFilterRule;
import io.netty.util.NetUtil;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;

/** The networks whose proxies are believed about the client's address. */
final class TrustedProxies {

    private final List<IpSubnetFilterRule> networks;

    private TrustedProxies(List<IpSubnetFilterRule> networks) {
        this.networks = networks;
    }

    /**
     * @param text addresses or networks ({@code address/bits}) separated by commas; may be empty
     * @throws IllegalArgumentException if one of them is neither
     */
    static TrustedProxies parse(String text) {
        return new TrustedProxies(Arrays.stream(text.split(","))
                .map(String::trim)
                .filter(network -> !network.isEmpty())
                .map(TrustedProxies::network)
                .toList());
    }

    private static IpSubnetFilterRule network(String text) {
        int slash = text.indexOf('/');
        // Not InetAddress.getByName: it would ask the DNS for a text that is not an address.
        byte[] address = NetUtil.createByteArrayFromIpAddressString(slash < 0 ? text : text.substring(0, slash));
        if (address == null) {
            throw new IllegalArgumentException("not an address: " + text);
        }
        int bits = slash < 0 ? address.length * 8 : Integer.parseInt(text.substring(slash + 1));
        return new IpSubnetFilterRule(address(address), bits, IpFilterRuleType.ACCEPT);
    }

    /** @param address four or sixteen bytes */
    boolean contain(byte[] address) {
        var socketAddress = new InetSocketAddress(address(address), 0);
        return networks.stream().anyMatch(network -> network.matches(socketAddress));
    }

    // InetAddress.getByAddress would turn an IPv4-mapped address (::ffff:a.b.c.d) into an IPv4 address.
    private static InetAddress address(byte[] bytes) {
        try {
            return bytes.length == 4 ? InetAddress.getByAddress(bytes) : Inet6Address.getByAddress(null, bytes, -1);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("an address has 4 or 16 bytes and not " + bytes.length, e);
        }
    }
}

package dev.statewave.webhooks.delivery;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;

/**
 * Resolves names to public addresses only. It checks what is going to be connected to, not what the name looks like, so
 * neither a name that points inside nor one that changes its mind between check and use gets through. Ranges after the
 * IANA special-purpose registries.
 */
final class PublicAddresses implements DnsResolver {

    private static final List<Range> NOT_PUBLIC = Arrays.stream(
                    ("0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 "
                                    + "192.0.0.0/24 192.0.2.0/24 192.88.99.0/24 192.168.0.0/16 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 224.0.0.0/4 240.0.0.0/4 "
                                    + "::/96 ::ffff:0:0/96 64:ff9b::/96 64:ff9b:1::/48 100::/64 2001::/23 2001:db8::/32 2002::/16 3fff::/20 5f00::/16 fc00::/7 fe80::/10 fec0::/10 "
                                    + "ff00::/8")
                            .split(" "))
            .map(Range::parse)
            .toList();

    private record Range(byte[] network, int bits) {

        static Range parse(String text) {
            String[] parts = text.split("/");
            byte[] network = literal(parts[0]);
            return new Range(network, Integer.parseInt(parts[1]));
        }

        // InetAddress turns ::ffff:0:0 into an IPv4 address, which is a different range.
        private static byte[] literal(String text) {
            if (text.equals("::ffff:0:0")) {
                byte[] mapped = new byte[16];
                mapped[10] = (byte) 0xff;
                mapped[11] = (byte) 0xff;
                return mapped;
            }
            return InetAddress.ofLiteral(text).getAddress();
        }

        boolean contains(byte[] address) {
            if (address.length != network.length) {
                return false;
            }
            for (int bit = 0; bit < bits; bit++) {
                int mask = 0x80 >> bit % 8;
                if ((address[bit / 8] & mask) != (network[bit / 8] & mask)) {
                    return false;
                }
            }
            return true;
        }
    }

    /** The receiver stands where it may not. */
    static final class NotPublicException extends UnknownHostException {
        NotPublicException(String host) {
            super(host + " does not have a public address");
        }
    }

    static boolean isPublic(InetAddress address) {
        return NOT_PUBLIC.stream().noneMatch(range -> range.contains(address.getAddress()));
    }

    @Override
    public InetAddress[] resolve(String host) throws UnknownHostException {
        InetAddress[] allowed = Arrays.stream(SystemDefaultDnsResolver.INSTANCE.resolve(host))
                .filter(PublicAddresses::isPublic)
                .toArray(InetAddress[]::new);
        if (allowed.length == 0) {
            throw new NotPublicException(host);
        }
        return allowed;
    }

    @Override
    public String resolveCanonicalHostname(String host) throws UnknownHostException {
        return resolve(host)[0].getCanonicalHostName();
    }
}

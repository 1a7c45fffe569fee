package dev.statewave.webhooks.delivery;

import io.netty.handler.ipfilter.IpFilterRuleType;
import io.netty.handler.ipfilter.IpSubnetFilterRule;
import io.netty.util.NetUtil;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;

/**
 * Resolves names to public addresses only. It checks the addresses that are connected to and not the name, so neither a
 * name that resolves to a private address nor DNS rebinding gets past it. The ranges are those of the IANA
 * special-purpose address registries.
 */
final class PublicAddresses implements DnsResolver {

    private static final String RANGES = """
            0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24
            192.0.2.0/24 192.88.99.0/24 192.168.0.0/16 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24
            224.0.0.0/4 240.0.0.0/4 ::/96 ::ffff:0:0/96 64:ff9b::/96 64:ff9b:1::/48 100::/64 2001::/23
            2001:db8::/32 2002::/16 3fff::/20 5f00::/16 fc00::/7 fe80::/10 fec0::/10 ff00::/8""";

    private static final List<IpSubnetFilterRule> NOT_PUBLIC =
            Arrays.stream(RANGES.split("\\s")).map(PublicAddresses::network).toList();

    private static IpSubnetFilterRule network(String text) {
        int slash = text.indexOf('/');
        byte[] address = NetUtil.createByteArrayFromIpAddressString(text.substring(0, slash));
        try {
            // InetAddress.getByAddress would turn ::ffff:0:0 into an IPv4 address, which is another range.
            InetAddress network = address.length == 4
                    ? InetAddress.getByAddress(address)
                    : Inet6Address.getByAddress(null, address, -1);
            return new IpSubnetFilterRule(
                    network, Integer.parseInt(text.substring(slash + 1)), IpFilterRuleType.REJECT);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("not a network: " + text, e);
        }
    }

    /** The receiver has a private address, which the settings forbid. */
    static final class NotPublicException extends UnknownHostException {
        NotPublicException(String host) {
            super(host + " does not have a public address");
        }
    }

    static boolean isPublic(InetAddress address) {
        var socketAddress = new InetSocketAddress(address, 0);
        return NOT_PUBLIC.stream().noneMatch(range -> range.matches(socketAddress));
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

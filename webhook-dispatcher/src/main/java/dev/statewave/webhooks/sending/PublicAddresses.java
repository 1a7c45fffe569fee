package dev.statewave.webhooks.sending;

import io.netty.handler.ipfilter.IpFilterRuleType;
import io.netty.handler.ipfilter.IpSubnetFilterRule;
import io.netty.util.NetUtil;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;

/**
 * Resolves names to public addresses only, and to those that the installation allows besides. It checks the addresses
 * that are connected to and not the name, so neither a name that resolves to a private address nor DNS rebinding gets
 * past it. The ranges are those of the IANA special-purpose address registries, and the well-known address of a cloud's
 * metadata that lies outside of them.
 */
public final class PublicAddresses implements DnsResolver {

    private static final String RANGES = """
            0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 168.63.129.16/32 169.254.0.0/16 172.16.0.0/12
            192.0.0.0/24 192.0.2.0/24 192.31.196.0/24 192.52.193.0/24 192.88.99.0/24 192.168.0.0/16 192.175.48.0/24
            198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 224.0.0.0/4 240.0.0.0/4
            ::/96 ::ffff:0:0/96 ::ffff:0:0:0/96 64:ff9b::/96 64:ff9b:1::/48 100::/64 100:0:0:1::/64 2001::/23
            2001:db8::/32 2002::/16 2620:4f:8000::/48 3fff::/20 5f00::/16 fc00::/7 fe80::/10 fec0::/10 ff00::/8""";

    private static final List<IpSubnetFilterRule> NOT_PUBLIC =
            Arrays.stream(RANGES.split("\\s")).map(PublicAddresses::network).toList();

    private final List<IpSubnetFilterRule> allowedNetworks;
    private final Set<String> allowedHosts;

    private PublicAddresses(List<IpSubnetFilterRule> allowedNetworks, Set<String> allowedHosts) {
        this.allowedNetworks = allowedNetworks;
        this.allowedHosts = allowedHosts;
    }

    /**
     * @param allowed networks such as {@code 10.1.0.0/16} and host names, to which connections are allowed wherever
     *     they lie, separated by commas or blanks
     * @throws IllegalArgumentException where an entry is neither
     */
    public static PublicAddresses allowing(String allowed) {
        var networks = new ArrayList<IpSubnetFilterRule>();
        var hosts = new HashSet<String>();
        for (String entry : allowed.split("[,\\s]+")) {
            if (entry.indexOf('/') >= 0) {
                networks.add(network(entry));
            } else if (NetUtil.createByteArrayFromIpAddressString(entry) != null) {
                networks.add(network(entry + (entry.indexOf(':') >= 0 ? "/128" : "/32")));
            } else if (!entry.isEmpty()) {
                hosts.add(entry.toLowerCase(Locale.ROOT));
            }
        }
        return new PublicAddresses(List.copyOf(networks), Set.copyOf(hosts));
    }

    private static IpSubnetFilterRule network(String text) {
        int slash = text.indexOf('/');
        byte[] address = NetUtil.createByteArrayFromIpAddressString(text.substring(0, slash));
        if (address == null) {
            throw new IllegalArgumentException("not a network: " + text);
        }
        try {
            // InetAddress.getByAddress would turn ::ffff:0:0 into an IPv4 address, which is another range.
            InetAddress network = address.length == 4
                    ? InetAddress.getByAddress(address)
                    : Inet6Address.getByAddress(null, address, -1);
            return new IpSubnetFilterRule(
                    network, Integer.parseInt(text.substring(slash + 1)), IpFilterRuleType.REJECT);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("not a network: " + text, e);
        }
    }

    /** The receiver has a private address, which the settings forbid. */
    static final class NotPublicException extends UnknownHostException {
        NotPublicException(String host) {
            super(host + " does not have a public address");
        }
    }

    public static boolean isPublic(InetAddress address) {
        var socketAddress = new InetSocketAddress(address, 0);
        return NOT_PUBLIC.stream().noneMatch(range -> range.matches(socketAddress));
    }

    private boolean isAllowed(InetAddress address) {
        var socketAddress = new InetSocketAddress(address, 0);
        return isPublic(address) || allowedNetworks.stream().anyMatch(range -> range.matches(socketAddress));
    }

    @Override
    public InetAddress[] resolve(String host) throws UnknownHostException {
        InetAddress[] resolved = SystemDefaultDnsResolver.INSTANCE.resolve(host);
        if (allowedHosts.contains(host.toLowerCase(Locale.ROOT))) {
            return resolved;
        }
        InetAddress[] allowed = Arrays.stream(resolved).filter(this::isAllowed).toArray(InetAddress[]::new);
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

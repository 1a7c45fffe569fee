package dev.statewave.gateway.limits;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import org.springframework.http.server.reactive.ServerHttpRequest;

/** Where a request comes from: the peer, or what trusted proxies say of it. */
final class ClientAddress {

    private static final String FORWARDED = "X-Forwarded-For";
    /** Further hops are not looked at: a client may write as many as it likes. */
    private static final int MAX_HOPS = 16;

    private final List<TrustedProxies> proxies;

    ClientAddress(List<TrustedProxies> proxies) {
        this.proxies = proxies;
    }

    String of(ServerHttpRequest request) {
        InetSocketAddress remote = request.getRemoteAddress();
        InetAddress peer = remote == null ? null : remote.getAddress();
        if (peer == null) {
            return "unknown";
        }
        // One spelling for each address, wherever it was read.
        String direct = NetUtil.bytesToIpAddress(peer.getAddress());
        return trusted(peer.getAddress())
                ? forwarded(String.join(",", request.getHeaders().getOrEmpty(FORWARDED)), direct)
                : direct;
    }

    // From the right: each proxy adds whom it heard it from, and what stands left of the first that is not ours is
    // hearsay.
    private String forwarded(String header, String direct) {
        String client = direct;
        int end = header.length();
        for (int hop = 0; hop < MAX_HOPS && end > 0; hop++) {
            int comma = header.lastIndexOf(',', end - 1);
            byte[] address = NetUtil.createByteArrayFromIpAddressString(
                    header.substring(comma + 1, end).trim());
            if (address == null) {
                return client;
            }
            client = NetUtil.bytesToIpAddress(address);
            if (!trusted(address)) {
                return client;
            }
            end = comma;
        }
        return client;
    }

    private boolean trusted(byte[] address) {
        return proxies.stream().anyMatch(network -> network.contains(address));
    }
}

package dev.statewave.gateway.limits;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.springframework.http.server.reactive.ServerHttpRequest;

/** Determines the client's address: that of the peer, or what trusted proxies report in {@code X-Forwarded-For}. */
final class ClientAddress {

    private static final String FORWARDED = "X-Forwarded-For";
    /** Hops past this number are not read, because a client may send any number of them. */
    private static final int MAX_HOPS = 16;

    private final TrustedProxies proxies;

    ClientAddress(TrustedProxies proxies) {
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
        return proxies.contain(peer.getAddress())
                ? forwarded(String.join(",", request.getHeaders().getOrEmpty(FORWARDED)), direct)
                : direct;
    }

    // Read from the right: each proxy appends its peer, so an address counts only if all proxies right of it are
    // trusted.
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
            if (!proxies.contain(address)) {
                return client;
            }
            end = comma;
        }
        return client;
    }
}

package dev.statewave.gateway.edge;

import java.util.Map;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/** Older names of the health endpoints that probes still use: {@code /health} and {@code /ready}. */
final class HealthAliasFilter implements WebFilter {

    private static final Map<String, String> ALIASES = Map.of("/health", "/healthz", "/ready", "/readyz");

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        String path = ALIASES.get(exchange.getRequest().getPath().value());
        return chain.filter(
                path == null
                        ? exchange
                        : exchange.mutate()
                                .request(request -> request.path(path))
                                .build());
    }
}

package dev.statewave.gateway.edge;

import org.springframework.web.server.MethodNotAllowedException;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/** Refuses a method that a known path does not have. An unknown path is left to the upstream it is routed to. */
final class MethodFilter implements WebFilter {

    private final KnownPaths paths;

    MethodFilter(KnownPaths paths) {
        this.paths = paths;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        var request = exchange.getRequest();
        var methods = paths.methods(request.getPath().value());
        if (methods.isEmpty() || methods.contains(request.getMethod())) {
            return chain.filter(exchange);
        }
        return Mono.error(new MethodNotAllowedException(request.getMethod(), methods));
    }
}

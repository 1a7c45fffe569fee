package dev.statewave.gateway.edge;

import dev.statewave.contract.audit.Actor;
import dev.statewave.contract.rest.Headers;
import dev.statewave.gateway.keys.Access;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/**
 * Tells the services whose key it is that acts under {@code /admin}. What a client sends in that header itself is
 * dropped.
 */
final class ActorFilter implements WebFilter {

    private static final String ADMIN = "/admin/";
    private static final String ENDPOINTS = "/v1/webhook-endpoints";

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        String path = exchange.getRequest().getPath().value();
        boolean admin = path.startsWith(ADMIN) || path.startsWith(ENDPOINTS);
        if (!admin && !exchange.getRequest().getHeaders().containsHeader(Headers.ACTOR)) {
            return chain.filter(exchange);
        }
        Access access = exchange.getAttribute(Access.ATTRIBUTE);
        Actor actor = access == null ? Actor.ANONYMOUS : new Actor(access.keyId(), access.name());
        return chain.filter(exchange.mutate()
                .request(request -> request.headers(headers -> {
                    headers.remove(Headers.ACTOR);
                    if (admin) {
                        headers.set(Headers.ACTOR, actor.encoded());
                    }
                }))
                .build());
    }
}

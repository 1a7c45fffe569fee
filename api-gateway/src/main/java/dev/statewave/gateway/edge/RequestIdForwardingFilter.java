package dev.statewave.gateway.edge;

import dev.statewave.contract.rest.Headers;
import dev.statewave.platform.web.RequestIdFilter;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/** Gives every request an id as the services do, and passes it on to the services in its header. */
final class RequestIdForwardingFilter implements WebFilter {

    private final RequestIdFilter ids = new RequestIdFilter();

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        String id = RequestIdFilter.idOf(exchange.getRequest().getHeaders().getFirst(Headers.REQUEST_ID));
        return ids.filter(
                exchange.mutate()
                        .request(request -> request.headers(headers -> headers.set(Headers.REQUEST_ID, id)))
                        .build(),
                chain);
    }
}

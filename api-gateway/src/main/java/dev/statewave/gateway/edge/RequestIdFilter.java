package dev.statewave.gateway.edge;

import dev.statewave.contract.rest.Headers;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/**
 * Gives every request an id: the client's own, or sixteen hexadecimal digits. The services and the client get it too.
 */
final class RequestIdFilter implements WebFilter {

    private static final int LONGEST = 200;

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        String id = idOf(exchange.getRequest().getHeaders().getFirst(Headers.REQUEST_ID));
        // The exception handler sees the original exchange, which shares only its attributes with the mutated one.
        exchange.getAttributes().put(Headers.REQUEST_ID, id);
        exchange.getResponse().beforeCommit(() -> {
            exchange.getResponse().getHeaders().set(Headers.REQUEST_ID, id);
            return Mono.empty();
        });
        return chain.filter(exchange.mutate()
                .request(request -> request.headers(headers -> headers.set(Headers.REQUEST_ID, id)))
                .build());
    }

    /** @param given null if the client sent none */
    static String idOf(@Nullable String given) {
        // The id becomes part of every Kafka record and log line, so its length is bounded.
        return given == null || given.isBlank()
                ? UUID.randomUUID().toString().replace("-", "").substring(0, 16)
                : given.substring(0, Math.min(given.length(), LONGEST));
    }
}

package dev.statewave.gateway.edge;

import dev.statewave.contract.rest.Headers;
import java.util.UUID;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/**
 * Gives every request an id: the client's own, or sixteen hexadecimal digits. It goes to the services and back to the
 * client.
 */
final class RequestIdFilter implements WebFilter {

    private static final int LONGEST = 200;

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        String id = idOf(exchange.getRequest().getHeaders().getFirst(Headers.REQUEST_ID));
        // The error answers see the exchange as it came in, and only its attributes are shared with them.
        exchange.getAttributes().put(Headers.REQUEST_ID, id);
        exchange.getResponse().beforeCommit(() -> {
            exchange.getResponse().getHeaders().set(Headers.REQUEST_ID, id);
            return Mono.empty();
        });
        return chain.filter(exchange.mutate()
                .request(request -> request.headers(headers -> headers.set(Headers.REQUEST_ID, id)))
                .build());
    }

    /** @param given null where the client sent none */
    static String idOf(String given) {
        // A longer one would travel through every Kafka record and log line.
        return given == null || given.isBlank()
                ? UUID.randomUUID().toString().replace("-", "").substring(0, 16)
                : given.substring(0, Math.min(given.length(), LONGEST));
    }
}

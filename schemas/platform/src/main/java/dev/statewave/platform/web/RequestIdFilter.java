package dev.statewave.platform.web;

import dev.statewave.contract.rest.Headers;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/**
 * Gives every request an id: the one that it was sent with, else 16 random hexadecimal digits. The id is returned to
 * the caller and stands in log lines, as does the tenant.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
public final class RequestIdFilter implements WebFilter {

    private static final int LONGEST = 200;

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        String id = idOf(exchange.getRequest().getHeaders().getFirst(Headers.REQUEST_ID));
        // Error answers see the attributes of the exchange, and what logs in between sees the context of the reactor.
        exchange.getAttributes().put(Headers.REQUEST_ID, id);
        exchange.getResponse().beforeCommit(() -> {
            exchange.getResponse().getHeaders().set(Headers.REQUEST_ID, id);
            return Mono.empty();
        });
        String tenant = exchange.getRequest().getHeaders().getFirst(Headers.TENANT);
        return chain.filter(exchange).contextWrite(context -> context.put(Headers.REQUEST_ID, id)
                .put(Headers.TENANT, tenant == null ? "" : tenant));
    }

    /** @param given null where the caller sent none; a longer one than 200 characters is cut, as at the gateway */
    public static String idOf(@Nullable String given) {
        return given == null || given.isBlank()
                ? UUID.randomUUID().toString().replace("-", "").substring(0, 16)
                : given.substring(0, Math.min(given.length(), LONGEST));
    }
}

package dev.statewave.gateway.edge;

import dev.statewave.schemas.rest.ApiException;
import dev.statewave.schemas.rest.Headers;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/** Reads the tenant and tells the services, under the one name they know; whatever a client sends under that name is dropped. */
final class TenantFilter implements WebFilter {

    private static final String ALIAS = "x-statewave-tenant-id";
    private static final int LONGEST = 256;

    private final String header;
    private final boolean required;

    TenantFilter(String header, boolean required) {
        this.header = header;
        this.required = required;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        String tenant = tenant(exchange);
        if (tenant == null && required && !PublicPaths.contain(exchange.getRequest().getPath().value())) {
            return Mono.error(ApiException.of(400, "missing_tenant", header + " header is required."));
        }
        if (tenant != null && (tenant.length() > LONGEST || tenant.chars().anyMatch(Character::isISOControl))) {
            return Mono.error(ApiException.of(400, "invalid_tenant", header + " may have 256 characters and no control characters."));
        }
        return chain.filter(exchange.mutate().request(request -> request.headers(headers -> {
            headers.remove(Headers.TENANT);
            if (tenant != null) {
                headers.set(Headers.TENANT, tenant);
            }
        })).build());
    }

    private String tenant(ServerWebExchange exchange) {
        var headers = exchange.getRequest().getHeaders();
        String value = headers.getFirst(header);
        if (value == null || value.isEmpty()) {
            value = headers.getFirst(ALIAS);
        }
        return value == null || value.isEmpty() ? null : value;
    }
}

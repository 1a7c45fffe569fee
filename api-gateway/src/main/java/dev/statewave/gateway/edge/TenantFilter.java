package dev.statewave.gateway.edge;

import dev.statewave.contract.rest.ApiException;
import dev.statewave.contract.rest.Headers;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/**
 * Passes the tenant on to the services in the header that they read. What a client sends in that header itself is
 * dropped.
 */
final class TenantFilter implements WebFilter {

    private final TenantHeader header;
    private final boolean required;

    TenantFilter(TenantHeader header, boolean required) {
        this.header = header;
        this.required = required;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        String tenant = header.read(exchange.getRequest().getHeaders());
        if (tenant == null
                && required
                && !PublicPaths.contain(exchange.getRequest().getPath().value())) {
            return Mono.error(ApiException.of(400, "missing_tenant", header.name() + " header is required."));
        }
        if (!TenantHeader.valid(tenant)) {
            return Mono.error(ApiException.of(
                    400, "invalid_tenant", header.name() + " may have 256 characters and no control characters."));
        }
        return chain.filter(exchange.mutate()
                .request(request -> request.headers(headers -> {
                    headers.remove(Headers.TENANT);
                    if (tenant != null) {
                        headers.set(Headers.TENANT, tenant);
                    }
                }))
                .build());
    }
}

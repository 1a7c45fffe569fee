package dev.statewave.gateway.edge;

import dev.statewave.contract.rest.ApiException;
import dev.statewave.contract.rest.Headers;
import dev.statewave.gateway.residency.TenantResidency;
import org.jspecify.annotations.Nullable;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/** Refuses requests about a tenant whose region another installation serves. */
final class ResidencyFilter implements WebFilter {

    private static final ApiException MISMATCH = ApiException.of(
            403, "residency.mismatch", "The tenant is pinned to a region that this server does not serve.");

    private final TenantResidency residency;

    ResidencyFilter(TenantResidency residency) {
        this.residency = residency;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        String tenant = tenant(exchange.getRequest());
        return tenant == null || tenant.isEmpty()
                ? chain.filter(exchange)
                : residency.allows(tenant).flatMap(allowed -> allowed ? chain.filter(exchange) : Mono.error(MISMATCH));
    }

    private static @Nullable String tenant(ServerHttpRequest request) {
        String path = request.getPath().value();
        if (path.startsWith("/admin/")) {
            return request.getQueryParams().getFirst("tenant_id");
        }
        return path.startsWith("/v1/") ? request.getHeaders().getFirst(Headers.TENANT) : null;
    }
}

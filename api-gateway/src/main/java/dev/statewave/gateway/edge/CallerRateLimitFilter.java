package dev.statewave.gateway.edge;

import dev.statewave.gateway.keys.Access;
import dev.statewave.gateway.limits.RateLimits;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/** Refuses requests past the budgets of their API key and their tenant. It follows the check of the key. */
final class CallerRateLimitFilter implements WebFilter {

    private final RateLimits limits;
    private final TenantHeader tenants;

    CallerRateLimitFilter(RateLimits limits, TenantHeader tenants) {
        this.limits = limits;
        this.tenants = tenants;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        var request = exchange.getRequest();
        if (PublicPaths.health(request.getPath().value())) {
            return chain.filter(exchange);
        }
        Access access = exchange.getAttribute(Access.ATTRIBUTE);
        String tenant = tenants.read(request.getHeaders());
        // An invalid tenant is refused by a later filter and must not get a budget here.
        return limits.spendOfCaller(
                        access == null ? null : access.keyId(),
                        access == null ? null : access.rpm(),
                        TenantHeader.valid(tenant) ? tenant : null)
                .then(Mono.defer(() -> chain.filter(exchange)));
    }
}

package dev.statewave.gateway.edge;

import dev.statewave.gateway.limits.RateLimits;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/**
 * Refuses requests past the budget of their address. It precedes the check of the API key, so that an address that
 * tries many keys is refused without a look-up of each. Probes have no budget: a busy client must not make the gateway
 * look dead.
 */
final class AddressRateLimitFilter implements WebFilter {

    private final RateLimits limits;

    AddressRateLimitFilter(RateLimits limits) {
        this.limits = limits;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        var request = exchange.getRequest();
        return PublicPaths.health(request.getPath().value())
                ? chain.filter(exchange)
                : limits.spendOfAddress(request).then(Mono.defer(() -> chain.filter(exchange)));
    }
}

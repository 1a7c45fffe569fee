package dev.statewave.gateway.edge;

import dev.statewave.contract.rest.ApiException;
import dev.statewave.gateway.keys.Access;
import dev.statewave.gateway.keys.Authentication;
import dev.statewave.gateway.keys.Permissions;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import org.springframework.web.util.UriComponentsBuilder;
import reactor.core.publisher.Mono;

/** Refuses requests without a key that permits them, if keys are required, and restricts a key to its tenant. */
final class ApiKeyFilter implements WebFilter {

    private static final String HEADER = "X-API-Key";
    private static final String BEARER = "Bearer ";
    private static final String TENANT_PARAMETER = "tenant_id";

    private final Authentication authentication;
    private final TenantHeader tenants;

    ApiKeyFilter(Authentication authentication, TenantHeader tenants) {
        this.authentication = authentication;
        this.tenants = tenants;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        if (!authentication.required()
                || PublicPaths.contain(exchange.getRequest().getPath().value())) {
            return chain.filter(exchange);
        }
        String given = given(exchange);
        if (given == null || given.isEmpty()) {
            return Mono.error(ApiException.of(401, "missing_api_key", "X-API-Key header is required."));
        }
        return authentication.of(given).flatMap(access -> {
            exchange.getAttributes().put(Access.ATTRIBUTE, access);
            return chain.filter(permitted(exchange, access));
        });
    }

    private ServerWebExchange permitted(ServerWebExchange exchange, Access access) {
        var request = exchange.getRequest();
        String path = request.getPath().value();
        var needed = Permissions.scope(request.getMethod(), path);
        if (!access.has(needed)) {
            throw ApiException.of(
                    403,
                    "insufficient_scope",
                    "This API key has no scope '%s', which the request needs.".formatted(needed.text()));
        }
        return access.tenant() == null ? exchange : bound(exchange, access.tenant());
    }

    private ServerWebExchange bound(ServerWebExchange exchange, String tenant) {
        var request = exchange.getRequest();
        String path = request.getPath().value();
        if (!Permissions.forOneTenant(request.getMethod(), path)) {
            throw ApiException.of(
                    403, "tenant_mismatch", "This API key is bound to a tenant, and the request concerns all of them.");
        }
        // Under /admin the tenant is a query parameter, which no later filter checks.
        boolean inQuery = path.startsWith("/admin/");
        var named = request.getQueryParams().getOrDefault(TENANT_PARAMETER, List.of());
        String header = tenants.read(request.getHeaders());
        if (header != null && !header.equals(tenant)
                || inQuery && named.stream().anyMatch(other -> !tenant.equals(other))) {
            throw ApiException.of(403, "tenant_mismatch", "This API key is bound to another tenant.");
        }
        var changed = request.mutate().headers(headers -> tenants.write(headers, tenant));
        if (inQuery && named.isEmpty()) {
            changed.uri(UriComponentsBuilder.fromUri(request.getURI())
                    .queryParam(TENANT_PARAMETER, URLEncoder.encode(tenant, StandardCharsets.UTF_8))
                    .build(true)
                    .toUri());
        }
        return exchange.mutate().request(changed.build()).build();
    }

    private static @Nullable String given(ServerWebExchange exchange) {
        var headers = exchange.getRequest().getHeaders();
        String header = headers.getFirst(HEADER);
        if (header != null && !header.isEmpty()) {
            return header;
        }
        String authorization = headers.getFirst("Authorization");
        if (authorization != null && authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            return authorization.substring(BEARER.length()).trim();
        }
        return exchange.getRequest().getQueryParams().getFirst("api_key");
    }
}

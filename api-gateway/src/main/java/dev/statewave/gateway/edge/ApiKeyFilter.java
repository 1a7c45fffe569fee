package dev.statewave.gateway.edge;

import dev.statewave.schemas.rest.ApiException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/** Lets only callers with the key in, if there is one. */
final class ApiKeyFilter implements WebFilter {

    private static final String HEADER = "X-API-Key";
    private static final String BEARER = "Bearer ";

    private final byte[] key;

    ApiKeyFilter(String key) {
        this.key = key.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        if (key.length == 0 || PublicPaths.contain(exchange.getRequest().getPath().value())) {
            return chain.filter(exchange);
        }
        String given = given(exchange);
        if (given == null || given.isEmpty()) {
            return Mono.error(ApiException.of(401, "missing_api_key", "X-API-Key header is required."));
        }
        // Takes as long for a wrong first character as for a wrong last one, so that a key cannot be guessed by the clock.
        if (!MessageDigest.isEqual(key, given.getBytes(StandardCharsets.UTF_8))) {
            return Mono.error(ApiException.of(403, "invalid_api_key", "Invalid API key."));
        }
        return chain.filter(exchange);
    }

    private static String given(ServerWebExchange exchange) {
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

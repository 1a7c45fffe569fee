package dev.statewave.platform.policy;

import dev.statewave.contract.policy.PolicyCaller;
import dev.statewave.contract.rest.FieldReader;
import dev.statewave.contract.rest.Headers;
import java.util.HashMap;
import java.util.List;
import org.springframework.core.MethodParameter;
import org.springframework.http.HttpHeaders;
import org.springframework.web.reactive.BindingContext;
import org.springframework.web.reactive.result.method.HandlerMethodArgumentResolver;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** Tells a handler of requests who asks: what the headers {@code X-Caller-Id} and {@code X-Caller-Type} say. */
final class CallerArgumentResolver implements HandlerMethodArgumentResolver {

    private static final int LONGEST = 256;

    @Override
    public boolean supportsParameter(MethodParameter parameter) {
        return parameter.getParameterType() == PolicyCaller.class;
    }

    @Override
    public Mono<Object> resolveArgument(MethodParameter parameter, BindingContext context, ServerWebExchange exchange) {
        return Mono.fromCallable(() -> read(exchange.getRequest().getHeaders()));
    }

    private static PolicyCaller read(HttpHeaders headers) {
        var given = new HashMap<String, String>();
        for (String name : List.of(Headers.CALLER_ID, Headers.CALLER_TYPE)) {
            String value = headers.getFirst(name);
            if (value != null) {
                given.put(name, value);
            }
        }
        FieldReader fields = FieldReader.header(given);
        String id = fields.optionalText(Headers.CALLER_ID, LONGEST);
        String type = fields.optionalText(Headers.CALLER_TYPE, LONGEST);
        fields.check();
        return new PolicyCaller(id, type);
    }
}

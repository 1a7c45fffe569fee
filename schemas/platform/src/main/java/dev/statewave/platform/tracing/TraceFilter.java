package dev.statewave.platform.tracing;

import dev.statewave.contract.rest.Headers;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatusCode;
import org.springframework.web.reactive.HandlerMapping;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;
import reactor.core.publisher.SignalType;

/**
 * A span for each request but those of probes and scrapes. What the request is passed on with names this span, and no
 * other headers of tracing: baggage is the caller's own.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class TraceFilter implements WebFilter {

    private static final Set<String> UNTRACED = Set.of("/healthz", "/readyz", "/health", "/ready", "/metrics");

    private final Tracing tracing;

    TraceFilter(Tracing tracing) {
        this.tracing = tracing;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        var request = exchange.getRequest();
        if (UNTRACED.contains(request.getPath().value())) {
            return chain.filter(exchange);
        }
        return Mono.defer(() -> {
            TraceSpan span = tracing.request(
                    method(request.getMethod()), request.getHeaders().getFirst(TraceParent.HEADER));
            exchange.getAttributes().put(TraceSpan.class.getName(), span);
            var traced = exchange.mutate()
                    .request(changed -> changed.headers(headers -> {
                        headers.set(TraceParent.HEADER, span.traceparent());
                        headers.remove("tracestate");
                        headers.remove("baggage");
                    }))
                    .build();
            // A failure becomes an answer behind all filters, and only then is its status known.
            var failed = new AtomicBoolean();
            exchange.getResponse().beforeCommit(() -> {
                if (failed.get()) {
                    end(traced, span);
                }
                return Mono.empty();
            });
            return chain.filter(traced)
                    .doFinally(signal -> {
                        failed.set(signal == SignalType.ON_ERROR);
                        if (signal != SignalType.ON_ERROR
                                || exchange.getResponse().isCommitted()) {
                            end(traced, span);
                        }
                    })
                    .contextWrite(context -> context.put(TraceSpan.class, span));
        });
    }

    private static void end(ServerWebExchange exchange, TraceSpan span) {
        String method = method(exchange.getRequest().getMethod());
        Object pattern = exchange.getAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE);
        if (pattern != null) {
            span.named(method + " " + pattern).tell("http.route", pattern.toString());
        }
        span.tell("http.request.method", method)
                .tell("statewave.request_id", exchange.<String>getAttribute(Headers.REQUEST_ID))
                .tell("statewave.tenant_id", exchange.getRequest().getHeaders().getFirst(Headers.TENANT));
        HttpStatusCode status = exchange.getResponse().getStatusCode();
        if (status != null) {
            span.tell("http.response.status_code", status.value());
            if (status.is5xxServerError()) {
                span.failed(String.valueOf(status.value()));
            }
        }
        span.end();
    }

    // A method of a caller's own invention would be a name without bound.
    private static String method(HttpMethod method) {
        return Set.of(HttpMethod.values()).contains(method) ? method.name() : "_OTHER";
    }
}

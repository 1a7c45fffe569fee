package dev.statewave.platform.web;

import dev.statewave.contract.json.Json;
import dev.statewave.contract.rest.ApiException;
import dev.statewave.contract.rest.ErrorEnvelope;
import dev.statewave.contract.rest.Headers;
import dev.statewave.platform.logging.LogContext;
import dev.statewave.platform.tracing.TraceSpan;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.core.Ordered;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.web.ErrorResponse;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebExceptionHandler;
import reactor.core.publisher.Mono;

/** Turns a failure into an answer in the standard envelope. */
public final class ApiExceptionHandler implements WebExceptionHandler, Ordered {

    private static final Logger log = LoggerFactory.getLogger(ApiExceptionHandler.class);
    private static final long WARN_EVERY_NANOS = 1_000_000_000L;

    private final Function<Throwable, @Nullable ApiException> table;
    private final AtomicLong warned = new AtomicLong(System.nanoTime() - WARN_EVERY_NANOS);

    /** @param table {@link ApiErrors#of}, or one that asks it last; null for what nobody foresaw */
    public ApiExceptionHandler(Function<Throwable, @Nullable ApiException> table) {
        this.table = table;
    }

    /** Before Spring's own. */
    @Override
    public int getOrder() {
        return -2;
    }

    @Override
    public Mono<Void> handle(ServerWebExchange exchange, Throwable failure) {
        var response = exchange.getResponse();
        if (response.isCommitted()) {
            return Mono.error(failure);
        }
        String requestId = exchange.getAttribute(Headers.REQUEST_ID);
        ApiException answer = table.apply(failure);
        String tenant = exchange.getRequest().getHeaders().getFirst(Headers.TENANT);
        try (var about = LogContext.of(requestId, tenant, traceId(exchange))) {
            if (answer == null) {
                log.error(
                        "{} {} failed",
                        exchange.getRequest().getMethod(),
                        exchange.getRequest().getPath().value(),
                        failure);
            } else if (answer.status() == 503 && !(failure instanceof ApiException)) {
                warnNowAndThen(answer, failure);
            }
        }
        response.setStatusCode(HttpStatusCode.valueOf(answer == null ? 500 : answer.status()));
        if (failure instanceof ErrorResponse withHeaders) {
            response.getHeaders().addAll(withHeaders.getHeaders());
        }
        response.getHeaders().setContentType(MediaType.APPLICATION_JSON);
        if (answer != null && answer.retryAfterSeconds() != null) {
            response.getHeaders().set(HttpHeaders.RETRY_AFTER, String.valueOf(answer.retryAfterSeconds()));
        }
        ErrorEnvelope envelope = answer == null ? ErrorEnvelope.internal(requestId) : answer.envelope(requestId);
        return response.writeWith(Mono.just(response.bufferFactory().wrap(Json.bytes(envelope))));
    }

    private static @Nullable String traceId(ServerWebExchange exchange) {
        TraceSpan span = exchange.getAttribute(TraceSpan.class.getName());
        return span == null ? null : span.traceId();
    }

    // Every request of an outage ends here; a line for each would bury all others.
    private void warnNowAndThen(ApiException answer, Throwable failure) {
        long now = System.nanoTime();
        long before = warned.get();
        if (now - before >= WARN_EVERY_NANOS && warned.compareAndSet(before, now)) {
            log.warn(
                    "{}: {}",
                    answer.code(),
                    NestedExceptionUtils.getMostSpecificCause(failure).toString());
        }
    }
}

package dev.statewave.context.web;

import dev.statewave.contract.json.Json;
import dev.statewave.contract.rest.ApiException;
import dev.statewave.contract.rest.ErrorEnvelope;
import dev.statewave.contract.rest.Headers;
import dev.statewave.platform.postgres.TransientDatabaseErrors;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.core.annotation.Order;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebExceptionHandler;
import reactor.core.publisher.Mono;

/** The one place where a failure becomes an answer. */
@Component
@Order(-2)
class ApiExceptionHandler implements WebExceptionHandler {

    private static final Logger log = LoggerFactory.getLogger(ApiExceptionHandler.class);
    private static final long WARN_EVERY_NANOS = 1_000_000_000L;

    private final AtomicLong warned = new AtomicLong(System.nanoTime() - WARN_EVERY_NANOS);

    @Override
    public Mono<Void> handle(ServerWebExchange exchange, Throwable failure) {
        var response = exchange.getResponse();
        if (response.isCommitted()) {
            return Mono.error(failure);
        }
        String requestId = exchange.getAttributeOrDefault(Headers.REQUEST_ID, "");
        ApiException answer = answer(failure);
        try (var id = MDC.putCloseable("request_id", requestId)) {
            if (answer == null) {
                log.error(
                        "{} {} failed",
                        exchange.getRequest().getMethod(),
                        exchange.getRequest().getPath().value(),
                        failure);
            } else if (answer.code().equals("database_unavailable")) {
                warnNowAndThen(failure);
            }
        }
        response.setStatusCode(HttpStatusCode.valueOf(answer == null ? 500 : answer.status()));
        response.getHeaders().setContentType(MediaType.APPLICATION_JSON);
        if (answer != null && answer.retryAfterSeconds() != null) {
            response.getHeaders().set(HttpHeaders.RETRY_AFTER, String.valueOf(answer.retryAfterSeconds()));
        }
        ErrorEnvelope envelope = answer == null ? ErrorEnvelope.internal(requestId) : answer.envelope(requestId);
        return response.writeWith(Mono.just(response.bufferFactory().wrap(Json.bytes(envelope))));
    }

    // Every request of an outage ends here; a line for each would bury all others.
    private void warnNowAndThen(Throwable failure) {
        long now = System.nanoTime();
        long before = warned.get();
        if (now - before >= WARN_EVERY_NANOS && warned.compareAndSet(before, now)) {
            log.warn(
                    "The database does not answer: {}",
                    NestedExceptionUtils.getMostSpecificCause(failure).toString());
        }
    }

    /** Null where nobody foresaw it. */
    static @Nullable ApiException answer(Throwable failure) {
        return switch (failure) {
            case ApiException foreseen -> foreseen;
            case DataBufferLimitException large -> ApiException.tooLarge("The request body is larger than 32 MB.");
            case Throwable away
            when TransientDatabaseErrors.is(away) ->
                ApiException.unavailable("database", "The database does not answer at the moment.");
            case ResponseStatusException status
            when status.getCause() instanceof DataBufferLimitException -> answer(status.getCause());
            case ResponseStatusException status
            when HttpStatus.resolve(status.getStatusCode().value()) instanceof HttpStatus known
                    && known.is4xxClientError() ->
                ApiException.of(known.value(), known.name().toLowerCase(Locale.ROOT), known.getReasonPhrase());
            default -> failure.getCause() == null || failure.getCause() == failure ? null : answer(failure.getCause());
        };
    }
}

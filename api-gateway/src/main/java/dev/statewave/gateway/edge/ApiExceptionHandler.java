package dev.statewave.gateway.edge;

import dev.statewave.contract.json.Json;
import dev.statewave.contract.rest.ApiException;
import dev.statewave.contract.rest.ErrorEnvelope;
import dev.statewave.contract.rest.Headers;
import dev.statewave.platform.postgres.TransientDatabaseErrors;
import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import java.io.IOException;
import java.net.ConnectException;
import java.util.Locale;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.web.ErrorResponse;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebExceptionHandler;
import reactor.core.publisher.Mono;
import reactor.netty.internal.shaded.reactor.pool.PoolAcquirePendingLimitException;
import reactor.netty.internal.shaded.reactor.pool.PoolAcquireTimeoutException;

/** Maps every failure of the edge to a status, a code and a message. */
@Component
@Order(-2)
class ApiExceptionHandler implements WebExceptionHandler {

    private static final Logger log = LoggerFactory.getLogger(ApiExceptionHandler.class);
    private static final ApiException FULL =
            ApiException.busy("The service behind this path has no room at the moment.");

    @Override
    public Mono<Void> handle(ServerWebExchange exchange, Throwable failure) {
        var response = exchange.getResponse();
        if (response.isCommitted()) {
            return Mono.error(failure);
        }
        String requestId = exchange.getAttribute(Headers.REQUEST_ID);
        ApiException answer =
                answer(exchange.getAttributes().get(BodyLimitFilter.CUT) instanceof ApiException cut ? cut : failure);
        if (answer == null) {
            log.error(
                    "{} {} failed",
                    exchange.getRequest().getMethod(),
                    exchange.getRequest().getPath().value(),
                    failure);
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

    /** Null for an unexpected failure, which is an internal error. */
    private static @Nullable ApiException answer(Throwable failure) {
        return switch (failure) {
            case ApiException foreseen -> foreseen;
            case CallNotPermittedException open ->
                ApiException.unavailable("upstream", "The service behind this path does not answer at the moment.");
            case ConnectException refused ->
                ApiException.unavailable("upstream", "The service behind this path does not answer at the moment.");
            case PoolAcquireTimeoutException full -> FULL;
            case PoolAcquirePendingLimitException full -> FULL;
            case Throwable away
            when TransientDatabaseErrors.is(away) && !(away instanceof TimeoutException) ->
                ApiException.unavailable("database", "The database does not answer at the moment.");
            case TimeoutException late ->
                ApiException.of(504, "upstream_timeout", "The service behind this path did not answer in time.");
            case ResponseStatusException status
            when status.getStatusCode().value() == 504 ->
                ApiException.of(504, "upstream_timeout", "The service behind this path did not answer in time.");
            case ResponseStatusException status -> status(status);
            // The connection broke in the middle of the answer.
            case IOException broken ->
                ApiException.of(502, "upstream_failed", "The service behind this path broke off.");
            default -> failure.getCause() == null || failure.getCause() == failure ? null : answer(failure.getCause());
        };
    }

    private static @Nullable ApiException status(ResponseStatusException failure) {
        HttpStatus status = HttpStatus.resolve(failure.getStatusCode().value());
        if (status == null || status.is5xxServerError()) {
            return status == HttpStatus.SERVICE_UNAVAILABLE
                    ? ApiException.unavailable("upstream", "Try again in a moment.")
                    : null;
        }
        return ApiException.of(status.value(), status.name().toLowerCase(Locale.ROOT), status.getReasonPhrase());
    }
}

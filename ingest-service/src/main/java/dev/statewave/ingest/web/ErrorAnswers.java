package dev.statewave.ingest.web;

import dev.statewave.contract.json.Json;
import dev.statewave.contract.rest.ApiException;
import dev.statewave.contract.rest.ErrorEnvelope;
import dev.statewave.contract.rest.Headers;
import io.r2dbc.spi.R2dbcException;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.springframework.core.annotation.Order;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.dao.DataAccessException;
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
class ErrorAnswers implements WebExceptionHandler {

    private static final Logger log = LoggerFactory.getLogger(ErrorAnswers.class);

    @Override
    public Mono<Void> handle(ServerWebExchange exchange, Throwable failure) {
        var response = exchange.getResponse();
        if (response.isCommitted()) {
            return Mono.error(failure);
        }
        String requestId = exchange.getRequest().getHeaders().getFirst(Headers.REQUEST_ID);
        ApiException answer = answer(failure);
        if (answer == null) {
            try (var id = MDC.putCloseable("request_id", requestId)) {
                log.error(
                        "{} {} failed",
                        exchange.getRequest().getMethod(),
                        exchange.getRequest().getPath().value(),
                        failure);
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

    /** Null where nobody foresaw it. */
    private static ApiException answer(Throwable failure) {
        return switch (failure) {
            case ApiException foreseen -> foreseen;
            case DataBufferLimitException large -> ApiException.tooLarge("The request body is larger than 32 MB.");
            case R2dbcException away ->
                ApiException.unavailable("database", "The database does not answer at the moment.");
            case DataAccessException away ->
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

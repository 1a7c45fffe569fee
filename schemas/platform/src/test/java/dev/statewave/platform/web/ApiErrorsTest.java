package dev.statewave.platform.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.statewave.contract.rest.ApiException;
import dev.statewave.platform.resilience.CircuitBreakers;
import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.r2dbc.spi.R2dbcBadGrammarException;
import io.r2dbc.spi.R2dbcNonTransientResourceException;
import io.r2dbc.spi.R2dbcTimeoutException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.BadSqlGrammarException;
import org.springframework.web.server.ResponseStatusException;

class ApiErrorsTest {

    private static Throwable open(String part) {
        return CallNotPermittedException.createCallNotPermittedException(
                CircuitBreakers.of(part, failure -> true, new SimpleMeterRegistry()));
    }

    static Stream<Arguments> failures() {
        return Stream.of(
                Arguments.of(ApiException.notFound("x"), 404, "not_found"),
                Arguments.of(open("kafka"), 503, "kafka_unavailable"),
                Arguments.of(new RuntimeException(open("database")), 503, "database_unavailable"),
                Arguments.of(new R2dbcNonTransientResourceException("closed", "08006"), 503, "database_unavailable"),
                Arguments.of(new R2dbcTimeoutException("no connection"), 503, "database_unavailable"),
                Arguments.of(new TimeoutException(), 503, "database_unavailable"),
                Arguments.of(new DataBufferLimitException("x"), 413, "payload_too_large"),
                Arguments.of(
                        new ResponseStatusException(HttpStatus.UNSUPPORTED_MEDIA_TYPE), 415, "unsupported_media_type"));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void failure_hasItsAnswer(Throwable failure, int status, String code) {
        ApiException answer = ApiErrors.of(failure);

        assertThat(answer).isNotNull();
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.code()).isEqualTo(code);
    }

    static Stream<Throwable> ownFaults() {
        return Stream.of(
                new R2dbcBadGrammarException("relation x does not exist", "42P01", 0, "SELECT"),
                new BadSqlGrammarException("read", "SELECT", new java.sql.SQLException("x", "42601")),
                new IllegalStateException(),
                new ResponseStatusException(HttpStatus.INTERNAL_SERVER_ERROR));
    }

    @ParameterizedTest
    @MethodSource("ownFaults")
    void faultOfOurOwn_isNoOutage(Throwable failure) {
        assertThat(ApiErrors.of(failure)).isNull();
    }
}

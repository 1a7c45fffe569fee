package dev.statewave.platform.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.statewave.contract.failure.Disposition;
import dev.statewave.contract.failure.InvalidRecordException;
import dev.statewave.contract.failure.RetryableException;
import dev.statewave.contract.failure.UnsupportedRecordException;
import dev.statewave.contract.json.Json;
import java.sql.SQLException;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.jdbc.UncategorizedSQLException;

class FailureClassifierTest {

    static Stream<Arguments> failures() {
        return Stream.of(
                Arguments.of(new RetryableException("not yet"), Disposition.RETRY),
                Arguments.of(new CompletionException(new TimeoutException("broker")), Disposition.RETRY),
                Arguments.of(new InvalidRecordException("unreadable", "x"), Disposition.DEAD_LETTER),
                Arguments.of(new RuntimeException(new UnsupportedRecordException("newer")), Disposition.STOP),
                Arguments.of(malformed(), Disposition.DEAD_LETTER),
                Arguments.of(new NullPointerException(), Disposition.RETRY_THEN_DEAD_LETTER),
                Arguments.of(new StackOverflowError(), Disposition.RETRY_THEN_DEAD_LETTER),
                Arguments.of(new AssertionError(), Disposition.RETRY_THEN_DEAD_LETTER));
    }

    private static Throwable malformed() {
        try {
            Json.tree("{");
            throw new AssertionError("not reached");
        } catch (tools.jackson.core.JacksonException e) {
            return e;
        }
    }

    @ParameterizedTest
    @MethodSource("failures")
    void failure_hasItsDisposition(Throwable failure, Disposition expected) {
        assertThat(FailureClassifier.of(failure).disposition()).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "08006, RETRY",
        "57P01, RETRY",
        "53300, RETRY",
        "40P01, RETRY",
        "40001, RETRY",
        "55P03, RETRY",
        "25006, RETRY",
        "22021, RETRY_THEN_DEAD_LETTER",
        "23505, RETRY_THEN_DEAD_LETTER",
        "54000, RETRY_THEN_DEAD_LETTER",
        "54001, RETRY_THEN_DEAD_LETTER",
        "42P01, STOP",
        "42501, STOP"
    })
    void databaseFailure_isJudgedByItsSqlState(String state, Disposition expected) {
        var failure = new UncategorizedSQLException("task", "sql", new SQLException("x", state));

        assertThat(FailureClassifier.of(failure).disposition()).isEqualTo(expected);
    }

    @Test
    void causeOfItself_endsTheSearch() {
        var first = new RuntimeException();
        var second = new RuntimeException(first);
        first.initCause(second);

        assertThat(FailureClassifier.of(first).disposition()).isEqualTo(Disposition.RETRY_THEN_DEAD_LETTER);
    }
}

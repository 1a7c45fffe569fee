package dev.statewave.ingest.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WriteAnswerTest {

    @ParameterizedTest
    @CsvSource(
            nullValues = "null",
            value = {
                "respond-async,true",
                "'handling=lenient, Respond-Async; wait=10',true",
                "return=minimal,false",
                "null,false"
            })
    void preference_isReadAsTheRfcSays(String header, boolean async) {
        assertThat(WriteAnswer.respondAsync(header)).isEqualTo(async);
    }

    @Test
    void hugePreference_isReadInLinearTime() {
        String huge = " ,;".repeat(1024 * 1024);

        assertTimeoutPreemptively(Duration.ofSeconds(10), () -> {
            assertThat(WriteAnswer.respondAsync(huge)).isFalse();
            assertThat(WriteAnswer.respondAsync(huge + "respond-async")).isTrue();
        });
    }
}

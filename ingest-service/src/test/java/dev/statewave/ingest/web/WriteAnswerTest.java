package dev.statewave.ingest.web;

import static org.assertj.core.api.Assertions.assertThat;

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
}

package dev.statewave.ingest.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChecksTest {

    @ParameterizedTest
    @CsvSource({
        ",critical",
        "0.7.4,warning",
        "0.8.0,warning",
        "0.8.2,warning",
        "0.8.3,warning",
        "0.8.4,ok",
        "0.8.10,ok",
        "0.9,ok",
        "1.0.0,ok"
    })
    void pgvector_isWarnedOfWhereItDamagesIndexes(String version, String severity) {
        assertThat(DatabaseChecks.pgvector(version).severity()).isEqualTo(severity);
    }

    @Test
    void clocks_agreeWithinTheTimeOfTheQuestion() {
        Instant noon = Instant.parse("2026-01-01T12:00:00Z");

        assertThat(DatabaseChecks.clock(noon, noon.plusSeconds(5), noon.plusSeconds(10))
                        .severity())
                .isEqualTo("ok");
        assertThat(DatabaseChecks.clock(noon, noon.plusSeconds(15), noon.plusSeconds(10))
                        .severity())
                .isEqualTo("warning");
        assertThat(DatabaseChecks.clock(noon, noon.minusSeconds(60), noon).severity())
                .isEqualTo("critical");
    }

    @Test
    void disks_areWarnedOfBeforeTheyAreFull() {
        assertThat(BrokerChecks.disk("d", 50, 100).severity()).isEqualTo("ok");
        assertThat(BrokerChecks.disk("d", 10, 100).severity()).isEqualTo("warning");
        assertThat(BrokerChecks.disk("d", 4, 100).severity()).isEqualTo("critical");
    }
}

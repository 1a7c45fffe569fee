package dev.statewave.context.retrieval;

import static org.assertj.core.api.Assertions.assertThat;

import dev.statewave.context.PassageFixtures;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class PassageTest {

    @Test
    void day_isThatOfThePlaceWhereItHappened() {
        Instant at = Instant.parse("2026-03-02T07:30:00Z");

        assertThat(passage(at, ZoneOffset.ofHours(-8)).day()).isEqualTo("2026-03-01");
        assertThat(passage(at, ZoneOffset.UTC).day()).isEqualTo("2026-03-02");
    }

    private static Passage passage(Instant at, ZoneOffset offset) {
        return new Passage(
                PassageFixtures.turn("Ines: Late.", "s", 1, 0, 0).source(), null, at, 1, null, 0, "", offset);
    }
}

package dev.statewave.context.ranking;

import static org.assertj.core.api.Assertions.assertThat;

import dev.statewave.context.PassageFixtures;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RelevanceFloorTest {

    @Test
    void floor_liesBetweenChanceAndTheBest() {
        assertThat(floor(9, 5, 1, 1, 1, 0.5, 1.5)).isGreaterThan(1.5).isLessThan(5);
        assertThat(floor(19, 15, 11, 11, 11, 10.5, 11.5)).isEqualTo(10 + floor(9, 5, 1, 1, 1, 0.5, 1.5));
    }

    @Test
    void onlyPassage_isNotBelowIt() {
        assertThat(floor(0.3)).isEqualTo(0.3);
        assertThat(RelevanceFloor.of(List.of())).isZero();
    }

    private static double floor(double... bearings) {
        return RelevanceFloor.of(Arrays.stream(bearings)
                .mapToObj(bearing -> new RankedPassage(
                        PassageFixtures.turn("Ines: Hello.", "s", 1, 0, 0), -bearing, bearing, Map.of()))
                .toList());
    }
}

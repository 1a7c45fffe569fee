package dev.statewave.harness.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class LatenciesTest {

    @Test
    void quantileIsAMeasuredValueThatSoManyDoNotExceed() {
        long[] millis = LongStream.rangeClosed(1, 200)
                .map(value -> (201 - value) * 1_000_000)
                .toArray();

        assertThat(Latencies.of(millis)).isEqualTo(new Latencies(200, 100, 190, 198));
    }

    @Test
    void oneCallIsAllQuantiles() {
        assertThat(Latencies.of(new long[] {2_500_000})).isEqualTo(new Latencies(1, 2.5, 2.5, 2.5));
    }

    @Test
    void noCallHasNone() {
        assertThat(Latencies.of(new long[0])).isEqualTo(new Latencies(0, 0, 0, 0));
    }
}

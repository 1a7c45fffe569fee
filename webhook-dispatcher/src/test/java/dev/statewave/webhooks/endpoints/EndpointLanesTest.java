package dev.statewave.webhooks.endpoints;

import static org.assertj.core.api.Assertions.assertThat;

import dev.statewave.webhooks.sending.Outcome;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class EndpointLanesTest {

    private static final Outcome DELIVERED = Outcome.answered(200, "", null);
    private static final Outcome FAILED = Outcome.answered(500, "", null);

    private final EndpointLanes lanes = new EndpointLanes(4, Duration.ofMillis(200));
    private final UUID endpoint = UUID.randomUUID();

    @Test
    void endpoint_hasSoManyPlaces() {
        begin(3, null);
        assertThat(free()).isEqualTo(1);

        begin(1, null);
        assertThat(free()).isZero();

        lanes.end(endpoint, DELIVERED, Duration.ZERO);
        assertThat(free()).isEqualTo(1);
    }

    @Test
    void failingEndpoint_hasFewer() {
        begin(1, null);

        lanes.end(endpoint, FAILED, Duration.ZERO);

        assertThat(free()).isEqualTo(2);
    }

    @Test
    void rate_isASecond() throws Exception {
        for (int i = 0; i < 2; i++) {
            begin(1, 2);
            lanes.end(endpoint, DELIVERED, Duration.ZERO);
        }

        assertThat(free()).isZero();
        Thread.sleep(600);
        assertThat(free()).isEqualTo(1);
    }

    @Test
    void endpointThatKeepsFailing_isLeftAlone_thenProbed_thenServedAgain() throws Exception {
        fail(5);
        assertThat(free()).isZero();

        Thread.sleep(250);
        assertThat(free()).isEqualTo(1);
        // Nothing was due, so the probe is still to be made.
        lanes.claimed();
        assertThat(free()).isEqualTo(1);
        begin(1, null);
        lanes.claimed();
        assertThat(free()).isZero();

        lanes.end(endpoint, DELIVERED, Duration.ZERO);
        assertThat(free()).isEqualTo(4);
    }

    @Test
    void refusalOfAnEvent_saysNothingAgainstTheEndpoint() {
        for (int i = 0; i < 20; i++) {
            begin(1, null);
            lanes.end(endpoint, Outcome.answered(400, "", null), Duration.ZERO);
        }

        assertThat(free()).isEqualTo(4);
    }

    private void fail(int times) {
        for (int i = 0; i < times; i++) {
            begin(1, null);
            lanes.end(endpoint, FAILED, Duration.ZERO);
        }
    }

    private void begin(int times, Integer rate) {
        for (int i = 0; i < times; i++) {
            lanes.begin(endpoint, rate);
        }
    }

    private int free() {
        return lanes.free().stream()
                .filter(lane -> lane.endpoint().equals(endpoint))
                .findFirst()
                .orElseThrow()
                .free();
    }
}

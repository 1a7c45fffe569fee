package dev.statewave.gateway.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.statewave.gateway.RunningGateway;
import org.junit.jupiter.api.Test;

class KeepAliveTest {

    /** Answers of one thread between answers of another are what makes a server forget to read on. */
    @Test
    void connection_answersHoweverManyRequestsItCarries() throws Exception {
        try (var gateway = new RunningGateway()) {
            for (int i = 0; i < 2_000; i++) {
                assertThat(gateway.get(i % 3 == 0 ? "/healthz" : "/nothing").status())
                        .isEqualTo(i % 3 == 0 ? 200 : 404);
            }
        }
    }
}

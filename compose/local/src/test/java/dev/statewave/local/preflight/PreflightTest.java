package dev.statewave.local.preflight;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.ServerSocket;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PreflightTest {

    @Test
    void tooLittleMemory_isSaidWithNumbers() {
        assertThatThrownBy(() -> Preflight.memory(700))
                .isInstanceOf(StartRefusedException.class)
                .hasMessageContaining("700 MB")
                .hasMessageContaining("1500 MB");
    }

    @Test
    void portInUse_isNamedWithItsSetting() throws Exception {
        try (var socket = new ServerSocket(0)) {
            assertThatThrownBy(() -> Preflight.ports(Map.of("STATEWAVE_PORT", socket.getLocalPort())))
                    .isInstanceOf(StartRefusedException.class)
                    .hasMessage("Port %d is in use: stop what listens there, or set STATEWAVE_PORT to another one."
                            .formatted(socket.getLocalPort()));
        }
    }
}

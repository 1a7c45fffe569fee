package dev.statewave.local.system;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class LocalSettingsTest {

    @Test
    void portThatIsNone_isRefused() {
        assertThatThrownBy(() -> LocalSettings.from(Map.of("STATEWAVE_PORT", "high")))
                .hasMessage("STATEWAVE_PORT is high and has to be a port, 1 to 65535.");
    }
}

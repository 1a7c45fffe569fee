package dev.statewave.contract.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.DateTimeException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WireTimeTest {

    @ParameterizedTest
    @CsvSource({
        "2026-01-02T03:04:05Z, 2026-01-02T03:04:05Z",
        "2026-01-02T03:04:05.5Z, 2026-01-02T03:04:05.500000Z",
        "2026-01-02T03:04:05.123456789+02:00, 2026-01-02T01:04:05.123456Z",
        "2026-01-02T03:04:05+0200, 2026-01-02T01:04:05Z",
        "2026-01-02 03:04:05, 2026-01-02T03:04:05Z",
        "2026-01-02T03:04, 2026-01-02T03:04:00Z",
        "2026-01-02, 2026-01-02T00:00:00Z",
    })
    void time_isReadAndWrittenInUtc(String given, String written) {
        assertThat(WireTime.format(WireTime.parse(given))).isEqualTo(written);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "now", "2026-13-01", "2026-01-02T25:00:00Z", "+12026-01-01T00:00:00Z", "1699999999"})
    void nonsense_isRefused(String given) {
        assertThatThrownBy(() -> WireTime.parse(given)).isInstanceOf(DateTimeException.class);
    }
}

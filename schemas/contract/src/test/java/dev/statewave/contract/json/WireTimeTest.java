package dev.statewave.contract.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.DateTimeException;
import org.junit.jupiter.api.Test;
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

    @Test
    void offset_isKeptAsItWasGiven() {
        assertThat(WireTime.parseWithOffset("2026-03-01T23:30:00-08:00")).hasToString("2026-03-01T23:30-08:00");
        assertThat(WireTime.parseWithOffset("2026-03-01T23:30:00")).hasToString("2026-03-01T23:30Z");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "now",
                "2026-13-01",
                "2026-02-30",
                "2026-02-30T10:00:00Z",
                "2025-02-29T10:00:00+01:00",
                "2026-04-31 10:00",
                "2026-01-02T24:00:00Z",
                "2026-01-02T25:00:00Z",
                "2026-01-02T23:59:60Z",
                "2026-01-02T10:00:00+19:00",
                "+12026-01-01T00:00:00Z",
                "9999-12-31T23:30:00-08:00",
                "1699999999"
            })
    void nonsense_isRefused(String given) {
        assertThatThrownBy(() -> WireTime.parse(given)).isInstanceOf(DateTimeException.class);
    }
}

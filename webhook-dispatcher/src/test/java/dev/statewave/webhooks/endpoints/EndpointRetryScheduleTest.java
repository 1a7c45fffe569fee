package dev.statewave.webhooks.endpoints;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EndpointRetryScheduleTest {

    private static final EndpointSettings SETTINGS =
            new EndpointSettings("5,300,1800,7200,18000,36000,36000", 8, 256, 30, 120, 500_000, 262_144, false, "");
    private final EndpointRetrySchedule schedule = new EndpointRetrySchedule(SETTINGS.waits(), () -> 0.5);

    @Test
    void attempts_goOnForMoreThanADay() {
        Duration all = IntStream.rangeClosed(1, schedule.attempts() - 1)
                .mapToObj(attempt -> schedule.after(attempt, null))
                .reduce(Duration.ZERO, Duration::plus);

        assertThat(schedule.attempts()).isEqualTo(8);
        assertThat(all).isBetween(Duration.ofHours(27), Duration.ofHours(30));
    }

    @ParameterizedTest
    @CsvSource({"1,0,4000", "1,1,6000", "4,0.5,7200000"})
    void waits_varyByAFifth(int attempt, double random, long millis) {
        assertThat(new EndpointRetrySchedule(SETTINGS.waits(), () -> random).after(attempt, null))
                .isEqualTo(Duration.ofMillis(millis));
    }

    @Test
    void receiversWish_isHeardWhereItIsLonger_upToADay() {
        assertThat(schedule.after(1, Duration.ofSeconds(1))).isEqualTo(Duration.ofSeconds(5));
        assertThat(schedule.after(1, Duration.ofHours(3))).isEqualTo(Duration.ofHours(3));
        assertThat(schedule.after(1, Duration.ofDays(9))).isEqualTo(Duration.ofHours(24));
    }

    @ParameterizedTest
    @CsvSource({"1,8,0", "3,8,0", "4,8,50", "5,8,50", "6,8,70", "7,8,70", "8,8,90", "1,2,50", "2,2,90", "1,1,90"})
    void othersAreTold_atHalfAndTwoMoreShares(int attempt, int attempts, int level) {
        assertThat(EndpointRetrySchedule.level(attempt, attempts)).isEqualTo(level);
    }

    @ParameterizedTest
    @CsvSource({"'',false", "x,false", "'5,',true", "'0',false", "'86401',false", "'0.5,1e3',true"})
    void settings_takeSecondsOnly(String seconds, boolean valid) {
        var settings = new EndpointSettings(seconds, 8, 256, 30, 120, 500_000, 262_144, false, "");

        assertThat(settings.isWebhookEndpointRetrySecondsValid()).isEqualTo(valid);
    }

    @ParameterizedTest
    @CsvSource({
        "'',true",
        "'10.0.0.0/8, hooks.internal',true",
        "'10.0.0.0/99',false",
        "'fd00::/8 127.0.0.1',true",
        "'nonsense/8',false",
        "'10.0.0.0/x',false"
    })
    void settings_takeNetworksAndNamesOnly(String targets, boolean valid) {
        var settings = new EndpointSettings("5", 8, 256, 30, 120, 500_000, 262_144, false, targets);

        assertThat(settings.isWebhookAllowedTargetsValid()).isEqualTo(valid);
    }
}

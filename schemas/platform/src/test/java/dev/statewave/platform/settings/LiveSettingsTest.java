package dev.statewave.platform.settings;

import static org.assertj.core.api.Assertions.assertThat;

import dev.statewave.contract.settings.Setting;
import dev.statewave.platform.postgres.DatabaseUrl;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

class LiveSettingsTest {

    private static final Setting BUDGET =
            Setting.find("default_max_context_tokens").orElseThrow();
    private static final Setting BODY = Setting.find("max_body_bytes").orElseThrow();

    private final AtomicInteger exits = new AtomicInteger();
    private final LiveSettings settings = new LiveSettings(environment());

    private static StandardEnvironment environment() {
        var environment = new StandardEnvironment();
        environment
                .getPropertySources()
                .addFirst(new MapPropertySource(
                        "environment",
                        Map.of("statewave.default-max-context-tokens", "1000", "statewave.max-body-bytes", "2000")));
        environment
                .getPropertySources()
                .addFirst(
                        new MapPropertySource(Setting.STORED, Map.of("statewave.default-max-context-tokens", "1500")));
        return environment;
    }

    private SettingsWatch watch(@Nullable AppliedSettings atStart, boolean supervised) {
        return new SettingsWatch(
                settings,
                DatabaseUrl.parse("postgresql://a:b@localhost:1/none"),
                supervised,
                atStart,
                false,
                exits::incrementAndGet);
    }

    @Test
    void whatTheProcessStartedWith_holds_untilSomethingIsApplied() throws Exception {
        var watch = watch(new AppliedSettings(3, Map.of(), 0), false);

        watch.take(new AppliedSettings(3, Map.of("default_max_context_tokens", "700"), 0));

        assertThat(settings.value(BUDGET)).isEqualTo("1500");
        assertThat(settings.ofEnvironment(BUDGET)).isEqualTo("1000");
        assertThat(settings.number("default_max_context_tokens", 1_500)).isEqualTo(1_500);
    }

    @Test
    void appliedValues_areTakenOver_whereTheyCanBe() throws Exception {
        var watch = watch(new AppliedSettings(3, Map.of(), 0), false);

        watch.take(new AppliedSettings(
                4, Map.of("default_max_context_tokens", "700", "max_body_bytes", "3000", "no_such", "1"), 0));

        assertThat(settings.number("default_max_context_tokens", 1_500)).isEqualTo(700);
        assertThat(settings.value(BUDGET)).isEqualTo("700");
        assertThat(settings.value(BODY)).isEqualTo("2000");
    }

    @Test
    void valueThatWasTakenAway_isThatOfTheEnvironmentAgain_andANonsensicalOneIsPassedOver() throws Exception {
        var watch = watch(new AppliedSettings(3, Map.of(), 0), false);

        watch.take(new AppliedSettings(4, Map.of(), 0));
        assertThat(settings.number("default_max_context_tokens", 1_500)).isEqualTo(1_000);

        watch.take(new AppliedSettings(5, Map.of("default_max_context_tokens", "many"), 0));
        assertThat(settings.number("default_max_context_tokens", 1_500)).isEqualTo(1_000);
    }

    @Test
    void processThatCouldNotReadAtItsStart_takesOverWhatWasApplied() throws Exception {
        watch(null, true).take(new AppliedSettings(4, Map.of("default_max_context_tokens", "700"), 9));

        assertThat(settings.number("default_max_context_tokens", 1_500)).isEqualTo(700);
        assertThat(exits).hasValue(0);
    }

    @Test
    void restart_endsTheProcess_ifSomethingStartsItAgain() throws Exception {
        watch(AppliedSettings.NONE, false).take(new AppliedSettings(0, Map.of(), 1));
        assertThat(exits).hasValue(0);

        watch(AppliedSettings.NONE, true).take(new AppliedSettings(0, Map.of(), 1));
        assertThat(exits).hasValue(1);
    }
}

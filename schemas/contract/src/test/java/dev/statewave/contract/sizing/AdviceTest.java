package dev.statewave.contract.sizing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AdviceTest {

    private static final MachineSize MACHINE = new MachineSize(16, 64e9, 100e9, 120);

    /** A quiet installation, with some values changed. */
    private static LiveState state(Map<String, Double> changed) {
        var values = new HashMap<String, Double>(Map.ofEntries(
                Map.entry("subjects", 100.0),
                Map.entry("episodes", 1_000.0),
                Map.entry("tenants", 1.0),
                Map.entry("perDay", 100.0),
                Map.entry("perDayBefore", 100.0),
                Map.entry("bytes", 10e6),
                Map.entry("connections", 30.0),
                Map.entry("cached", 1.0),
                Map.entry("writerLag", 0.0),
                Map.entry("otherLag", 0.0),
                Map.entry("uncompiled", 0.0),
                Map.entry("slot", 0.0),
                Map.entry("overdue", 0.0),
                Map.entry("largest", 10.0),
                Map.entry("tenantShare", 1.0)));
        values.putAll(changed);
        return new LiveState(
                values.get("subjects").longValue(),
                values.get("episodes").longValue(),
                2_000,
                values.get("tenants").intValue(),
                values.get("perDay"),
                values.get("perDayBefore"),
                values.get("bytes"),
                500,
                values.get("connections"),
                120,
                values.get("cached"),
                values.get("writerLag"),
                values.get("otherLag"),
                values.get("uncompiled"),
                values.get("slot"),
                4e9,
                values.get("overdue"),
                values.get("largest").longValue(),
                values.get("tenantShare"),
                4,
                0);
    }

    private static Advice advice(Map<String, Double> changed) {
        return Advice.of(state(changed), MACHINE, SizingFixtures.calculator());
    }

    @Test
    void aQuietInstallation_showsNoSign() {
        assertThat(advice(Map.of()).signals()).isEmpty();
        assertThat(advice(Map.of()).tier()).isEqualTo("small");
    }

    @ParameterizedTest
    @CsvSource({
        "writer_behind, writerLag, 5, 6",
        "group_behind, otherLag, 60, 61",
        "compiles_behind, uncompiled, 120, 121",
        "connections_used_up, connections, 84, 85",
        "tables_outgrow_memory, cached, 0.99, 0.98",
        "relay_behind, slot, 1e9, 1.1e9",
        "webhooks_overdue, overdue, 60, 61",
        "subject_too_large, largest, 50000, 50001",
        "tier_nearly_full, subjects, 800, 801"
    })
    void eachSign_isSeenPastItsBound(String signal, String field, double well, double past) {
        assertThat(advice(Map.of(field, well)).signals()).isEmpty();
        assertThat(advice(Map.of(field, past)).signals()).singleElement().satisfies(seen -> {
            assertThat(seen.signal()).isEqualTo(signal);
            assertThat(seen.change()).isNotEmpty();
            assertThat(seen.metric()).isNotEmpty();
        });
    }

    @Test
    void oneOfSeveralTenants_mayBeTooLarge() {
        assertThat(advice(Map.of("tenants", 2.0, "tenantShare", 0.5)).signals()).isEmpty();
        assertThat(advice(Map.of("tenants", 2.0, "tenantShare", 0.51)).signals())
                .extracting(Advice.Signal::signal)
                .containsExactly("tenant_too_large");
    }

    @Test
    void everySignal_hasATestOfItsOwn() {
        // Nine above and the one of tenants.
        assertThat(Arrays.stream(UpgradeSignal.values())).hasSize(10);
    }

    @Test
    void aGrowingDatabase_fillsTheDiskOnADay() {
        // 10 kB an episode and 100,000 of them a day are 1 GB a day; 90 GB are left.
        Advice advice = advice(Map.of("bytes", 10e9, "episodes", 1e6, "perDay", 100_000.0, "perDayBefore", 100_000.0));

        assertThat(advice.firstToRunOut()).isEqualTo("disk");
        assertThat(advice.days()).isCloseTo(90, within(0.1));
        assertThat(advice.change()).isNotEmpty();
        assertThat(advice.run()).isEqualTo("docs/sizing/runs/test.json");
    }

    @Test
    void whatIsUsedUpToday_runsOutToday() {
        Advice advice = advice(Map.of("connections", 120.0));

        assertThat(advice.firstToRunOut()).isEqualTo("connections");
        assertThat(advice.days()).isZero();
    }

    @Test
    void moreEpisodesEachDay_useUpTheProcessors() {
        Advice advice = advice(Map.of("perDay", 300_000.0, "perDayBefore", 100_000.0));

        assertThat(advice.forecasts())
                .filteredOn(forecast -> forecast.resource().equals("cores"))
                .singleElement()
                .satisfies(cores -> assertThat(cores.days()).isPositive());
    }

    @Test
    void anEmptyInstallation_isAdvisedToo() {
        Advice advice = advice(Map.of("subjects", 0.0, "episodes", 0.0, "perDay", 0.0, "perDayBefore", 0.0));

        assertThat(advice.tier()).isEqualTo("small");
        assertThat(advice.days()).isNull();
    }
}

package dev.statewave.contract.sizing;

import static dev.statewave.contract.sizing.SizingFixtures.estimate;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CalculatorTest {

    private static final List<ToDoubleFunction<Estimate>> NEEDS = List.of(
            Estimate::coresUsed,
            Estimate::cores,
            Estimate::memoryBytes,
            estimate -> estimate.disk().total(),
            estimate -> estimate.disk().growthPerDay(),
            Estimate::connections,
            Estimate::maxConnections,
            Estimate::partitions,
            Estimate::workers,
            Estimate::modelCalls,
            Estimate::networkInBytes,
            Estimate::networkOutBytes);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "episodes_per_day",
                "episode_bytes",
                "peak_factor",
                "contexts_per_second",
                "searches_per_second",
                "timelines_per_second",
                "memories_per_subject",
                "webhooks_per_episode",
                "retention_days",
                "erases_per_day",
                "postgres_replicas",
                "model_seconds"
            })
    void moreOfAnything_needsNoLess(String field) {
        var random = new SplittableRandom(7);
        for (int i = 0; i < 50; i++) {
            int less = random.nextInt(1, 20);
            int episodes = random.nextInt(1, 1_000_000);
            Estimate small = estimate(body(field, episodes, less));
            Estimate large = estimate(body(field, episodes, less + random.nextInt(1, 12)));
            for (ToDoubleFunction<Estimate> need : NEEDS) {
                assertThat(need.applyAsDouble(large)).isGreaterThanOrEqualTo(need.applyAsDouble(small));
            }
        }
    }

    private static String body(String field, int episodes, int value) {
        String base = "{'subjects':100000,'compile_mode':'llm','%s':%d".formatted(field, value);
        return field.equals("episodes_per_day") ? base + "}" : base + ",'episodes_per_day':%d}".formatted(episodes);
    }

    @Test
    void timesOfADay_becomeTheRateOfTheBusiestHour() {
        Rates peak = SizingFixtures.load("{'episodes_per_day':86400,'peak_factor':5,'producer_share':0.4}")
                .peak();

        assertThat(peak.episodes()).isCloseTo(5, within(1e-9));
        assertThat(peak.produced()).isCloseTo(2, within(1e-9));
        assertThat(peak.writes()).isCloseTo(3, within(1e-9));
    }

    @Test
    void batches_makeFewerRequests() {
        Rates peak = SizingFixtures.load("{'episodes_per_day':86400,'peak_factor':1,'batch_size':50}")
                .peak();

        assertThat(peak.writes()).isZero();
        assertThat(peak.batches()).isCloseTo(0.02, within(1e-9));
        assertThat(peak.episodes()).isCloseTo(1, within(1e-9));
    }

    @Test
    void contexts_costWhatTheirDriversSay() {
        double cores =
                estimate("{'episodes_per_day':0,'contexts_per_second':0}").coresUsed();
        double more = estimate(
                        "{'episodes_per_day':0,'contexts_per_second':1,'memories_per_subject':0,'cold_reads':0,'new_questions':0}")
                .coresUsed();

        assertThat(more - cores).isCloseTo(Role.values().length * SizingFixtures.SECONDS, within(1e-9));
    }

    @Test
    void provided_isUsedByTheUtilisationThatWasAskedFor() {
        Estimate estimate = estimate("{'max_utilisation':0.5}");

        assertThat(estimate.cores()).isCloseTo(2 * estimate.coresUsed(), within(1e-9));
        assertThat(estimate.headroom()).isEqualTo(0.5);
    }

    @Test
    void callsOfAModel_followLittlesLaw() {
        // 86,400 episodes a day in sessions of ten are 0.1 compiles a second, and 40 s of each make 4 at once.
        Estimate estimate = estimate("{'episodes_per_day':86400,'peak_factor':1,'session_length':10,"
                + "'compile_mode':'llm','model_seconds':40,'max_utilisation':0.5}");

        assertThat(estimate.modelCalls()).isCloseTo(4, within(1e-9));
        // Four of a worker, busy to half.
        assertThat(estimate.workers()).isEqualTo(2);
        assertThat(estimate.warnings()).anyMatch(warning -> warning.contains("chat model"));
    }

    @Test
    void redundancy_addsOneOfEach() {
        Estimate one = estimate("{}");
        Estimate two = estimate("{'redundant':true}");

        assertThat(two.roles().getFirst().replicas())
                .isEqualTo(one.roles().getFirst().replicas() + 1);
        assertThat(two.connections()).isGreaterThan(one.connections());
        assertThat(two.disk().kafka()).isCloseTo(3 * one.disk().kafka(), within(1.0));
        assertThat(two.coresUsed()).isGreaterThan(one.coresUsed());
    }

    @Test
    void disk_growsUntilTheRetentionDeletes() {
        Estimate month = estimate("{'retention_days':30}");
        Estimate year = estimate("{'horizon_days':360}");

        assertThat(year.disk().tables()).isCloseTo(12 * month.disk().tables(), within(1.0));
        assertThat(month.disk().growthPerDay()).isEqualTo(year.disk().growthPerDay());
    }

    @Test
    void insideWhatWasTested_isMeasured() {
        assertThat(estimate("{}").confidence()).isEqualTo("measured");
        assertThat(estimate("{}").run()).isEqualTo("docs/sizing/runs/test.json");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'subjects':20001}",
                "{'episodes_per_day':30000}",
                "{'memories_per_subject':501}",
                "{'episode_bytes':16001}",
                "{'episodes_per_day':2160001,'horizon_days':1}",
                "{'contexts_per_second':150,'searches_per_second':51}",
                "{'episodes_per_day':86400,'horizon_days':1,'webhooks_per_episode':13}",
                "{'contexts_per_second':100,'memories_per_subject':500,'redundant':true}"
            })
    void beyondWhatWasTested_warns(String load) {
        Estimate estimate = estimate(load);

        assertThat(estimate.confidence()).isEqualTo("extrapolated");
        assertThat(estimate.warnings())
                .anyMatch(warning -> warning.startsWith("Beyond what was tested: ") && warning.contains("went up to"));
    }

    @Test
    void prices_makeACost() {
        Estimate estimate = SizingFixtures.calculator().estimate(SizingFixtures.load("{}"), new Prices(10, 2, 0.5));

        assertThat(estimate.cost())
                .isCloseTo(
                        10 * estimate.cores()
                                + 2 * estimate.memoryBytes() / 1e9
                                + 0.5 * estimate.disk().total() / 1e9,
                        within(1e-6));
    }
}

package dev.statewave.harness.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.statewave.contract.sizing.Coefficients;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** The calculator and the advisor, over the gateway. */
class SizingIT {

    private static final boolean MEASURED = !Coefficients.builtIn().all().isEmpty();

    private final Api api = TestSystem.get().api();

    private JsonNode estimate(String body) throws Exception {
        assumeTrue(MEASURED, "no run was worked into this version");
        var answer = api.post("/admin/sizing/estimate", body);
        assertThat(answer.status()).isEqualTo(200);
        return answer.body();
    }

    @Test
    void estimate_answersForwardReverseAndWhatIf() throws Exception {
        JsonNode answer = estimate("{'load':{'subjects':5000,'contexts_per_second':3},"
                + "'what_if':{'contexts_per_second':30},'machine':{'cores':4},'prices':{'core':10}}");

        assertThat(answer.at("/estimate/tier").asString()).isEqualTo("medium");
        assertThat(answer.at("/estimate/roles").size()).isEqualTo(8);
        assertThat(answer.at("/estimate/cost").asDouble()).isPositive();
        assertThat(answer.at("/other_estimate/cores").asDouble())
                .isGreaterThan(answer.at("/estimate/cores").asDouble());
        assertThat(answer.at("/carries/first_bottleneck").asString()).isNotEmpty();
    }

    @Test
    void estimate_withoutAnything_hasDefaults() throws Exception {
        assertThat(estimate("{}").at("/load/subjects").asLong()).isEqualTo(1_000);
    }

    @Test
    void estimate_beyondWhatWasTested_saysSo() throws Exception {
        JsonNode answer = estimate("{'load':{'subjects':900000000,'episodes_per_day':9000000000}}");

        assertThat(answer.at("/estimate/confidence").asString()).isEqualTo("extrapolated");
        assertThat(answer.at("/estimate/warnings").toString()).contains("Beyond what was tested");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{'load':{'subjects':-1}}", "{'load':{'sessions':1}}", "[]", "{", "{'load':{'cores':1}}"})
    void estimate_ofNonsense_isRefusedInTheEnvelope(String body) throws Exception {
        var answer = api.post("/admin/sizing/estimate", body);

        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.body().at("/error/code").asString()).isNotEmpty();
    }

    @Test
    void advice_readsTheRunningSystem() throws Exception {
        assumeTrue(MEASURED, "no run was worked into this version");
        var written = api.post(
                "/v1/episodes",
                "{'subject_id':'sizing:1','source':'test','type':'note','payload':{'text':'I like tea.'}}");
        assertThat(written.status()).isEqualTo(201);

        var answer = api.get("/admin/sizing/advice?contexts_per_second=2&cores=4&memory_gb=16&disk_gb=500");

        assertThat(answer.status()).isEqualTo(200);
        JsonNode advice = answer.body();
        assertThat(advice.at("/state/subjects").asLong()).isPositive();
        assertThat(advice.at("/state/episodes").asLong()).isPositive();
        assertThat(advice.at("/state/database_bytes").asDouble()).isPositive();
        assertThat(advice.at("/state/partitions").asInt()).isPositive();
        assertThat(advice.at("/state/contexts_per_second").asDouble()).isEqualTo(2);
        assertThat(advice.at("/forecasts").size()).isEqualTo(4);
        assertThat(advice.at("/forecasts/1/available").asDouble()).isEqualTo(4);
        assertThat(advice.at("/first_to_run_out").asString()).isNotEmpty();
        assertThat(advice.at("/run").asString()).startsWith("docs/sizing/runs/");
        api.delete("/v1/subjects/sizing:1");
    }

    @Test
    void withoutAMeasurement_nothingIsGuessed() throws Exception {
        assumeFalse(MEASURED, "a run was worked into this version");

        var answer = api.post("/admin/sizing/estimate", "{}");
        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.at("/error/code").asString()).isEqualTo("sizing_unmeasured");
        assertThat(api.get("/admin/sizing/advice").status()).isEqualTo(409);
    }

    @Test
    void advice_withNonsense_isRefused() throws Exception {
        assertThat(api.get("/admin/sizing/advice?cores=-1").status()).isEqualTo(422);
        assertThat(api.get("/admin/sizing/advice?disk_gb=much").status()).isEqualTo(422);
    }
}

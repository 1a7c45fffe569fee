package dev.statewave.contract.sizing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.statewave.contract.json.Json;
import dev.statewave.contract.rest.ApiException;
import dev.statewave.contract.rest.FieldReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SizingRequestTest {

    private static SizingRequest read(String json) {
        FieldReader fields = FieldReader.body(Json.MAPPER.readTree(json.replace('\'', '"')));
        SizingRequest request = SizingRequest.read(fields);
        fields.check();
        return request;
    }

    @Test
    void nothing_isTheDefaults() {
        assertThat(read("{}").load()).isEqualTo(SizingFixtures.load("{}"));
        assertThat(read("{}").machine()).isNull();
        assertThat(read("{}").other()).isNull();
    }

    @Test
    void whatIf_changesOnlyWhatItNames() {
        SizingRequest request = read("{'load':{'subjects':500,'episode_bytes':900},'what_if':{'subjects':5000}}");

        assertThat(request.load().subjects()).isEqualTo(500);
        assertThat(request.other()).isNotNull();
        assertThat(request.other().subjects()).isEqualTo(5_000);
        assertThat(request.other().episodeBytes()).isEqualTo(900);
        assertThat(request.answer(SizingFixtures.calculator()).comparison().rows())
                .anyMatch(row -> row.need().equals("cores"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'load':{'subjects':0}}",
                "{'load':{'subjects':-5}}",
                "{'load':{'episodes_per_day':-1}}",
                "{'load':{'episodes_per_day':1e300}}",
                "{'load':{'peak_factor':0.5}}",
                "{'load':{'max_utilisation':1}}",
                "{'load':{'max_utilisation':0}}",
                "{'load':{'producer_share':1.5}}",
                "{'load':{'compile_mode':'magic'}}",
                "{'load':{'subjects':10,'tenants':11}}",
                "{'load':{'subjects':10,'erases_per_day':11}}",
                "{'load':{'redundant':'perhaps'}}",
                "{'load':{'subject':10}}",
                "{'load':{'subjects':'many'}}",
                "{'load':[]}",
                "{'load':'large'}",
                "{'what_if':{'sessions':1}}",
                "{'what_if':{'subjects':0}}",
                "{'machine':{'cores':0}}",
                "{'machine':{'gpus':1}}",
                "{'prices':{'core':-1}}",
                "{'loads':{}}"
            })
    void nonsense_isRefused(String json) {
        assertThatThrownBy(() -> read(json))
                .isInstanceOfSatisfying(ApiException.class, refused -> assertThat(refused.status())
                        .isEqualTo(422));
    }

    @Test
    void withoutAMeasurement_nothingIsGuessed() {
        var nothing = new Calculator(Coefficients.read(Json.object()));

        assertThatThrownBy(() -> read("{}").answer(nothing)).isInstanceOfSatisfying(ApiException.class, refused -> {
            assertThat(refused.status()).isEqualTo(409);
            assertThat(refused.code()).isEqualTo("sizing_unmeasured");
        });
    }

    @Test
    void theCoefficientsOfThisVersion_sayWhereTheyComeFrom() {
        Coefficients coefficients = Coefficients.builtIn();
        assumeTrue(coefficients.measured(), "no run was worked into this version");

        assertThat(coefficients.run()).startsWith("docs/sizing/runs/");
        assertThat(coefficients.all())
                .isNotEmpty()
                .allMatch(one -> one.value() >= 0
                        && !one.unit().isEmpty()
                        && !one.metric().isEmpty());
        assertThat(coefficients.memory()).containsOnlyKeys(Role.values());
        assertThat(coefficients.tested().subjects()).isPositive();
        for (Role role : Role.values()) {
            assertThat(coefficients.all()).as(role.title()).anyMatch(one -> one.resource() == Resource.cpu(role));
        }
    }
}

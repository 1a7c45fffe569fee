package dev.statewave.platform.tracing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExporterVariablesTest {

    private static ExporterVariables read(Map<String, String> variables) {
        return ExporterVariables.read(variables::get);
    }

    @Test
    void nothing_isACollectorOnThisMachine_andAllTraces() {
        ExporterVariables variables = read(Map.of());

        assertThat(variables.endpoint()).isEqualTo("http://localhost:4318/v1/traces");
        assertThat(variables.sampler().getDescription()).startsWith("ParentBased{root:AlwaysOnSampler");
        assertThat(variables.headers()).isEmpty();
        assertThat(variables.serviceName()).isNull();
    }

    @Test
    void theStandardVariables_areTaken() {
        ExporterVariables variables = read(Map.of(
                "OTEL_EXPORTER_OTLP_ENDPOINT", "https://collector:4318/base/",
                "OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf",
                "OTEL_EXPORTER_OTLP_HEADERS", "Authorization=Bearer%20abc+d==,x-team=memory",
                "OTEL_RESOURCE_ATTRIBUTES", "deployment.environment.name=test",
                "OTEL_SERVICE_NAME", "statewave",
                "OTEL_TRACES_SAMPLER", "parentbased_traceidratio",
                "OTEL_TRACES_SAMPLER_ARG", "0.25"));

        assertThat(variables.endpoint()).isEqualTo("https://collector:4318/base/v1/traces");
        assertThat(variables.headers())
                .containsEntry("Authorization", "Bearer abc+d==")
                .containsEntry("x-team", "memory");
        assertThat(variables.resource()).containsEntry("deployment.environment.name", "test");
        assertThat(variables.serviceName()).isEqualTo("statewave");
        assertThat(variables.sampler().getDescription()).contains("TraceIdRatioBased{0.25");
    }

    @Test
    void anEndpointOfTraces_isTakenAsItIs() {
        assertThat(read(Map.of(
                                "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "http://traces:9/x",
                                "OTEL_EXPORTER_OTLP_ENDPOINT", "http://other:9"))
                        .endpoint())
                .isEqualTo("http://traces:9/x");
    }

    @ParameterizedTest
    @CsvSource({
        "OTEL_EXPORTER_OTLP_ENDPOINT, collector:4318, URL",
        "OTEL_EXPORTER_OTLP_ENDPOINT, http://, URL",
        "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT, 'http://a b/', URL",
        "OTEL_EXPORTER_OTLP_PROTOCOL, grpc, http/protobuf",
        "OTEL_EXPORTER_OTLP_TRACES_PROTOCOL, http/json, http/protobuf",
        "OTEL_TRACES_SAMPLER, sometimes, parentbased_always_on",
        "OTEL_EXPORTER_OTLP_HEADERS, secret, key=value",
        "OTEL_EXPORTER_OTLP_HEADERS, a=%zz, %25",
        "OTEL_RESOURCE_ATTRIBUTES, =x, key=value"
    })
    void aWrongValue_saysItsNameAndTheMend(String name, String value, String mend) {
        assertThatThrownBy(() -> read(Map.of(name, value)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(name)
                .hasMessageContaining(mend);
    }

    @ParameterizedTest
    @CsvSource({"half", "1.5", "-0.1", "NaN"})
    void aWrongShare_saysItsBounds(String share) {
        assertThatThrownBy(() -> read(Map.of("OTEL_TRACES_SAMPLER", "traceidratio", "OTEL_TRACES_SAMPLER_ARG", share)))
                .hasMessageContaining("OTEL_TRACES_SAMPLER_ARG is " + share)
                .hasMessageContaining("0 to 1");
    }

    @Test
    void aWrongHeader_isNotRepeated() {
        assertThatThrownBy(() -> read(Map.of("OTEL_EXPORTER_OTLP_HEADERS", "hush")))
                .hasMessageNotContaining("hush");
    }
}

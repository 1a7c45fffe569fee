package dev.statewave.context.tenants;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EmissionTest {

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "-, false, false",
                "-, true, true",
                "on_request, false, false",
                "on_request, true, true",
                "always, false, true",
                "never, true, false",
                "nonsense, false, false",
                "nonsense, true, true"
            })
    void tenantDecides_andThenTheRequest(String configured, boolean requested, boolean emits) {
        assertThat(Emission.of(configured).emits(requested)).isEqualTo(emits);
    }
}

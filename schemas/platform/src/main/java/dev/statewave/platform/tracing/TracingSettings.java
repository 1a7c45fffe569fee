package dev.statewave.platform.tracing;

import jakarta.validation.constraints.Pattern;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Whether there are traces. Where they go and how many are kept, the variables of OpenTelemetry say
 * ({@link ExporterVariables}).
 *
 * @param tracing {@code off} or {@code otlp}
 */
@Validated
@ConfigurationProperties("statewave")
public record TracingSettings(
        @DefaultValue("off") @Pattern(regexp = "off|otlp", message = "must be off or otlp: set STATEWAVE_TRACING")
        String tracing) {

    boolean on() {
        return tracing.equals("otlp");
    }
}

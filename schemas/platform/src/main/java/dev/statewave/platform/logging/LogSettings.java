package dev.statewave.platform.logging;

import jakarta.validation.constraints.Pattern;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How log lines are written. The value is used before there are settings; here it is checked.
 *
 * @param logFormat {@code text} or {@code json}
 */
@Validated
@ConfigurationProperties("statewave")
public record LogSettings(
        @DefaultValue("text") @Pattern(regexp = "text|json", message = "must be text or json: set STATEWAVE_LOG_FORMAT")
        String logFormat) {}

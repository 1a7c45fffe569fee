package dev.statewave.context.events;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How events are read over HTTP.
 *
 * @param eventReaders streams and long polls of this process at once; further ones are told to come back
 */
@ConfigurationProperties("statewave")
@Validated
public record EventStreamSettings(
        @DefaultValue("64")
        @Min(value = 0, message = "must be 0 to 10000: set STATEWAVE_EVENT_READERS")
        @Max(value = 10_000, message = "must be 0 to 10000: set STATEWAVE_EVENT_READERS")
        int eventReaders) {}

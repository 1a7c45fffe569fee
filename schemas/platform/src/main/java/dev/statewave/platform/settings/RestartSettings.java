package dev.statewave.platform.settings;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Whether this process may end itself.
 *
 * @param restartSupervised whether something starts it again whenever it has ended, whatever it ended with
 */
@ConfigurationProperties("statewave")
public record RestartSettings(@DefaultValue("false") boolean restartSupervised) {}

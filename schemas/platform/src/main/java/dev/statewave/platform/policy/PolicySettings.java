package dev.statewave.platform.policy;

import dev.statewave.contract.policy.PolicyMode;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What holds where the configuration of a tenant does not say it, and for requests without a tenant.
 *
 * @param policyMode whether rules are enforced
 * @param requireCallerIdentity whether reads have to say who asks
 */
@ConfigurationProperties("statewave")
public record PolicySettings(
        @DefaultValue("log_only") PolicyMode policyMode,
        @DefaultValue("false") boolean requireCallerIdentity) {}

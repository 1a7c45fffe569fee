package dev.statewave.gateway.limits;

import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * The rate limits.
 *
 * @param rateLimitRpm requests a minute from one address; 0 for no limit
 * @param rateLimitKeyRpm requests a minute with one API key that has no budget of its own; 0 for no limit
 * @param rateLimitTenantRpm requests a minute for one tenant; 0 for no limit
 * @param rateLimitStrategy {@code distributed}: all gateways share the budgets; {@code memory}: each has its own
 * @param trustedProxies addresses whose {@code X-Forwarded-For} is believed
 */
@ConfigurationProperties("statewave")
@Validated
public record RateLimitSettings(
        @DefaultValue("0")
        @Min(value = 0, message = "must be 0 to 1000000: set STATEWAVE_RATE_LIMIT_RPM")
        @Max(value = 1_000_000, message = "must be 0 to 1000000: set STATEWAVE_RATE_LIMIT_RPM")
        int rateLimitRpm,

        @DefaultValue("0")
        @Min(value = 0, message = "must be 0 to 1000000: set STATEWAVE_RATE_LIMIT_KEY_RPM")
        @Max(value = 1_000_000, message = "must be 0 to 1000000: set STATEWAVE_RATE_LIMIT_KEY_RPM")
        int rateLimitKeyRpm,

        @DefaultValue("0")
        @Min(value = 0, message = "must be 0 to 1000000: set STATEWAVE_RATE_LIMIT_TENANT_RPM")
        @Max(value = 1_000_000, message = "must be 0 to 1000000: set STATEWAVE_RATE_LIMIT_TENANT_RPM")
        int rateLimitTenantRpm,

        @DefaultValue("distributed")
        @Pattern(
                regexp = "distributed|memory",
                message = "must be distributed or memory: set STATEWAVE_RATE_LIMIT_STRATEGY")
        String rateLimitStrategy,

        @DefaultValue("") String trustedProxies) {

    @AssertTrue(
            message = "STATEWAVE_TRUSTED_PROXIES must be addresses or networks separated by commas, such as "
                    + "10.0.0.0/8,fd00::/8")
    boolean isTrustedProxiesValid() {
        try {
            proxies();
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    TrustedProxies proxies() {
        return TrustedProxies.parse(trustedProxies);
    }
}

package dev.statewave.gateway;

import dev.statewave.contract.json.Json;
import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;

/**
 * How the edge behaves.
 *
 * @param apiKey what clients must send; empty for open access
 * @param issuedKeys ask for a key, and take issued ones, even where {@code apiKey} is empty
 * @param corsOrigins a JSON array of origins that browsers may call from
 * @param tenantHeader the header that names the tenant
 * @param requireTenant refuse requests without a tenant
 * @param ingestUrl where the ingest-service answers
 * @param contextUrl where the context-service answers
 * @param workerUrl where the compile-worker answers about its health
 * @param dispatcherUrl where the webhook-dispatcher answers about its health
 * @param upstreamTimeoutSeconds how long an ordinary request may take behind the gateway
 * @param compileTimeoutSeconds how long a synchronous compile may take
 * @param maxRequestsInFlight requests that may be under way at once; further ones are told to come back
 * @param maxBodyBytes the largest request body
 * @param region the region that this installation serves; empty for any
 */
@ConfigurationProperties("statewave")
@Validated
public record GatewaySettings(
        @DefaultValue("") String apiKey,
        @DefaultValue("false") boolean issuedKeys,
        @DefaultValue("[\"*\"]") String corsOrigins,

        @DefaultValue("X-Tenant-ID")
        @Pattern(regexp = "[A-Za-z0-9-]+", message = "must be a header name: set STATEWAVE_TENANT_HEADER")
        String tenantHeader,

        @DefaultValue("false") boolean requireTenant,

        @DefaultValue("http://localhost:8101")
        @Pattern(regexp = "https?://.+", message = "must be http://host:port: set STATEWAVE_INGEST_URL")
        String ingestUrl,

        @DefaultValue("http://localhost:8102")
        @Pattern(regexp = "https?://.+", message = "must be http://host:port: set STATEWAVE_CONTEXT_URL")
        String contextUrl,

        @DefaultValue("http://localhost:8103")
        @Pattern(regexp = "https?://.+", message = "must be http://host:port: set STATEWAVE_WORKER_URL")
        String workerUrl,

        @DefaultValue("http://localhost:8104")
        @Pattern(regexp = "https?://.+", message = "must be http://host:port: set STATEWAVE_DISPATCHER_URL")
        String dispatcherUrl,

        @DefaultValue("30")
        @Min(value = 1, message = "must be 1 to 600 seconds: set STATEWAVE_UPSTREAM_TIMEOUT_SECONDS")
        @Max(value = 600, message = "must be 1 to 600 seconds: set STATEWAVE_UPSTREAM_TIMEOUT_SECONDS")
        int upstreamTimeoutSeconds,

        @DefaultValue("130")
        @Min(value = 1, message = "must be 1 to 3600 seconds: set STATEWAVE_COMPILE_TIMEOUT_SECONDS")
        @Max(value = 3600, message = "must be 1 to 3600 seconds: set STATEWAVE_COMPILE_TIMEOUT_SECONDS")
        int compileTimeoutSeconds,

        @DefaultValue("512")
        @Min(value = 1, message = "must be 1 to 100000: set STATEWAVE_MAX_REQUESTS_IN_FLIGHT")
        @Max(value = 100_000, message = "must be 1 to 100000: set STATEWAVE_MAX_REQUESTS_IN_FLIGHT")
        int maxRequestsInFlight,

        @DefaultValue("16777216")
        @Min(value = 1_024, message = "must be 1024 to 1073741824 bytes: set STATEWAVE_MAX_BODY_BYTES")
        @Max(value = 1_073_741_824, message = "must be 1024 to 1073741824 bytes: set STATEWAVE_MAX_BODY_BYTES")
        int maxBodyBytes,

        @DefaultValue("") @Size(max = 64, message = "must have 64 characters at most: set STATEWAVE_REGION")
        String region) {

    @AssertTrue(message = "STATEWAVE_CORS_ORIGINS must be a JSON array of strings, such as [\"https://app.example\"]")
    boolean isCorsOriginsValid() {
        try {
            origins();
            return true;
        } catch (JacksonException e) {
            return false;
        }
    }

    public List<String> origins() {
        return Json.MAPPER.readValue(corsOrigins, new TypeReference<>() {});
    }
}

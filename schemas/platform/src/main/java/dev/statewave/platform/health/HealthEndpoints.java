package dev.statewave.platform.health;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.WebEndpoint;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * The health and version endpoints of every deployable: {@code /healthz}, {@code /readyz} and {@code /v1/version}. To
 * be imported.
 */
@Configuration(proxyBeanMethods = false)
public class HealthEndpoints {

    /** The version of the product, as the build knows it. */
    public static final String VERSION = version("/statewave-version.txt");

    private static String version(String resource) {
        try (var in = HealthEndpoints.class.getResourceAsStream(resource)) {
            return new String(Objects.requireNonNull(in, resource).readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Bean
    Readiness readiness(List<ReadinessCheck> checks) {
        return new Readiness(checks);
    }

    @Bean
    ReadinessMetrics readinessMetrics(Readiness readiness, MeterRegistry metrics) {
        return new ReadinessMetrics(readiness, metrics);
    }

    @Bean
    Healthz healthz() {
        return new Healthz();
    }

    @Bean
    Readyz readyz(Readiness readiness) {
        return new Readyz(readiness);
    }

    @Bean
    Version version() {
        return new Version();
    }

    /** The process runs. */
    @WebEndpoint(id = "healthz")
    public static class Healthz {

        @ReadOperation(produces = "application/json")
        public Status status() {
            return new Status("ok");
        }

        /** @param status always {@code ok} */
        public record Status(String status) {}
    }

    /** A request would succeed: 200 when ready or degraded, 503 otherwise. */
    @WebEndpoint(id = "readyz")
    public static class Readyz {

        private final Readiness readiness;

        Readyz(Readiness readiness) {
            this.readiness = readiness;
        }

        @ReadOperation(produces = "application/json")
        public WebEndpointResponse<Readiness.Report> report() {
            Readiness.Report report = readiness.report();
            return new WebEndpointResponse<>(report, report.status().equals("not_ready") ? 503 : 200);
        }
    }

    /** Which version runs. */
    @WebEndpoint(id = "version")
    public static class Version {

        @ReadOperation(produces = "application/json")
        public Body version() {
            return new Body(VERSION, "v1");
        }

        /** @param apiContract the version of the HTTP contract */
        public record Body(
                String version,
                @JsonProperty("api_contract") String apiContract) {}
    }
}

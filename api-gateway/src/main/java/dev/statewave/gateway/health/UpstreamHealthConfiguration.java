package dev.statewave.gateway.health;

import dev.statewave.contract.json.Json;
import dev.statewave.gateway.GatewaySettings;
import dev.statewave.platform.health.ReadinessCheck;
import dev.statewave.platform.health.ReadinessCheck.Outcome;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.stream.Collectors;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.JsonNode;

/**
 * The readiness of the whole, as clients and probes ask for it at the edge: a check a part. Without the services that
 * answer requests the gateway is not ready; without the workers requests still succeed and work waits in Kafka, which
 * is degraded.
 */
@Configuration(proxyBeanMethods = false)
class UpstreamHealthConfiguration {

    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(1)).build();

    @Bean
    ReadinessCheck ingestService(GatewaySettings settings) {
        return ReadinessCheck.of("ingest-service", () -> look(settings.ingestUrl(), true));
    }

    @Bean
    ReadinessCheck contextService(GatewaySettings settings) {
        return ReadinessCheck.of("context-service", () -> look(settings.contextUrl(), true));
    }

    @Bean
    ReadinessCheck compileWorker(GatewaySettings settings) {
        return ReadinessCheck.of("compile-worker", () -> look(settings.workerUrl(), false));
    }

    @Bean
    ReadinessCheck webhookDispatcher(GatewaySettings settings) {
        return ReadinessCheck.of("webhook-dispatcher", () -> look(settings.dispatcherUrl(), false));
    }

    /** The three that clients of v1 know, from the services that have to do with them. */
    @Bean
    ReadinessCheck database(GatewaySettings settings) {
        return ReadinessCheck.of("database", () -> one(settings.contextUrl(), "database"));
    }

    @Bean
    ReadinessCheck queue(GatewaySettings settings) {
        return ReadinessCheck.of("queue", () -> one(settings.workerUrl(), "queue"));
    }

    @Bean
    ReadinessCheck llm(GatewaySettings settings) {
        return ReadinessCheck.of("llm", () -> one(settings.contextUrl(), "llm"));
    }

    /** What a service says of one check. A service that says nothing has a check of its own above. */
    private Outcome one(String url, String name) throws InterruptedException {
        try {
            return report(url)
                    .path("checks")
                    .valueStream()
                    .filter(check -> check.path("name").asString("").equals(name))
                    .findFirst()
                    .map(check -> new Outcome(
                            check.path("status").asString("ok"),
                            check.path("detail").asString(null)))
                    .orElseGet(Outcome::ok);
        } catch (IOException | RuntimeException e) {
            return Outcome.degraded("not known: " + url + " does not answer");
        }
    }

    private JsonNode report(String url) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(url + "/readyz"))
                .timeout(Duration.ofSeconds(5))
                .build();
        return Json.tree(
                client.send(request, HttpResponse.BodyHandlers.ofByteArray()).body());
    }

    private Outcome look(String url, boolean needed) throws InterruptedException {
        try {
            JsonNode report = report(url);
            String status = report.path("status").asString("");
            if (status.equals("ready")) {
                return Outcome.ok();
            }
            String detail = report.path("checks")
                    .valueStream()
                    .filter(check -> !check.path("status").asString("").equals("ok"))
                    .map(check -> check.path("name").asString("") + ": "
                            + check.path("detail").asString(check.path("status").asString("")))
                    .collect(Collectors.joining("; "));
            return needed && status.equals("not_ready") ? Outcome.fail(detail) : Outcome.degraded(detail);
        } catch (IOException | RuntimeException e) {
            String detail = "does not answer at " + url;
            return needed ? Outcome.fail(detail) : Outcome.degraded(detail);
        }
    }
}

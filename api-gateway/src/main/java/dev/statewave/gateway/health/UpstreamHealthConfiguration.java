package dev.statewave.gateway.health;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.statewave.gateway.GatewaySettings;
import dev.statewave.platform.health.ReadinessCheck;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * The readiness of the whole system, as clients and probes ask for it at the edge. Without the services that answer
 * requests the gateway is not ready. Without the workers requests still succeed and work waits in Kafka, which is
 * degraded.
 */
@Configuration(proxyBeanMethods = false)
class UpstreamHealthConfiguration {

    /** Longer than a service takes for its own checks, so that its report arrives even if one of them hangs. */
    private static final Duration LIMIT = ReadinessCheck.LIMIT.plusMillis(500);

    @Bean
    UpstreamReports upstreamReports() {
        return new UpstreamReports(LIMIT, Ticker.systemTicker());
    }

    @Bean
    ReadinessCheck ingestService(GatewaySettings settings, UpstreamReports reports) {
        return UpstreamCheck.needed("ingest-service", settings.ingestUrl(), reports);
    }

    @Bean
    ReadinessCheck contextService(GatewaySettings settings, UpstreamReports reports) {
        return UpstreamCheck.needed("context-service", settings.contextUrl(), reports);
    }

    @Bean
    ReadinessCheck compileWorker(GatewaySettings settings, UpstreamReports reports) {
        return UpstreamCheck.optional("compile-worker", settings.workerUrl(), reports);
    }

    @Bean
    ReadinessCheck webhookDispatcher(GatewaySettings settings, UpstreamReports reports) {
        return UpstreamCheck.optional("webhook-dispatcher", settings.dispatcherUrl(), reports);
    }

    /** The three checks that clients of v1 know, from the services that have them. */
    @Bean
    ReadinessCheck database(GatewaySettings settings, UpstreamReports reports) {
        return UpstreamCheck.ofOne("database", settings.contextUrl(), reports);
    }

    @Bean
    ReadinessCheck queue(GatewaySettings settings, UpstreamReports reports) {
        return UpstreamCheck.ofOne("queue", settings.workerUrl(), reports);
    }

    @Bean
    ReadinessCheck llm(GatewaySettings settings, UpstreamReports reports) {
        return UpstreamCheck.ofOne("llm", settings.contextUrl(), reports);
    }
}

package dev.statewave.gateway.keys;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.statewave.gateway.GatewaySettings;
import dev.statewave.platform.health.ReadinessCheck;
import dev.statewave.platform.postgres.DatabaseSettings;
import dev.statewave.platform.postgres.ReadPool;
import dev.statewave.platform.postgres.ScopedWrites;
import io.micrometer.core.instrument.MeterRegistry;
import io.r2dbc.pool.ConnectionPool;
import java.time.Clock;
import java.util.Objects;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;

/** Keys and their connection pool. No connection is opened before the first issued key is looked up. */
@Configuration(proxyBeanMethods = false)
class ApiKeyConfiguration {

    /** A key is looked up once in a few seconds, so few connections serve many requests. */
    private static final int CONNECTIONS = 4;

    @Bean(destroyMethod = "dispose")
    ConnectionPool keyPool(DatabaseSettings settings, MeterRegistry metrics) {
        return ReadPool.open(settings.small(CONNECTIONS), "keys", metrics);
    }

    @Bean
    ApiKeyRepository storedKeys(ConnectionPool keyPool) {
        return new ApiKeyRepository(DatabaseClient.create(keyPool), new ScopedWrites(keyPool));
    }

    @Bean
    CachedKeyLookup knownKeys(ApiKeyRepository stored) {
        return new CachedKeyLookup(stored, Ticker.systemTicker());
    }

    @Bean
    Authentication authentication(GatewaySettings settings, CachedKeyLookup keys, Clock clock) {
        return new Authentication(settings.apiKey(), settings.issuedKeys(), keys, clock);
    }

    /** While the database is down, keys that were used lately are still accepted, so readiness is only degraded. */
    @Bean
    ReadinessCheck keyCheck(Authentication authentication, ApiKeyRepository stored) {
        return ReadinessCheck.of(
                "api-keys",
                () -> authentication.required()
                        ? Objects.requireNonNull(stored.reach()
                                .thenReturn(ReadinessCheck.Outcome.ok())
                                .onErrorResume(e -> Mono.just(ReadinessCheck.Outcome.degraded(
                                        "the database does not answer; keys that were used lately are still accepted")))
                                .block())
                        : ReadinessCheck.Outcome.ok("access is open"));
    }
}

package dev.statewave.gateway.keys;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.statewave.gateway.GatewaySettings;
import dev.statewave.platform.health.ReadinessCheck;
import dev.statewave.platform.postgres.DatabaseSettings;
import dev.statewave.platform.postgres.ReadPool;
import io.r2dbc.pool.ConnectionPool;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;

/** Keys, and the way to them. Nothing is opened before the first issued key is asked for. */
@Configuration(proxyBeanMethods = false)
class ApiKeyConfiguration {

    /** Each key is looked up once in a few seconds, so that few connections serve many requests. */
    private static final int CONNECTIONS = 4;

    @Bean(destroyMethod = "dispose")
    ConnectionPool keyPool(DatabaseSettings settings) {
        return ReadPool.open(settings.small(CONNECTIONS));
    }

    @Bean
    ApiKeyRepository storedKeys(ConnectionPool keyPool) {
        return new ApiKeyRepository(DatabaseClient.create(keyPool));
    }

    @Bean
    CachedKeyLookup knownKeys(ApiKeyRepository stored) {
        return new CachedKeyLookup(stored, Ticker.systemTicker());
    }

    @Bean
    Authentication authentication(GatewaySettings settings, CachedKeyLookup keys, Clock clock) {
        return new Authentication(settings.apiKey(), settings.issuedKeys(), keys, clock);
    }

    /** Without the database keys that were used lately go on, so it degrades the gateway and does not end it. */
    @Bean
    ReadinessCheck keyCheck(Authentication authentication, ApiKeyRepository stored) {
        return ReadinessCheck.of(
                "api-keys",
                () -> authentication.required()
                        ? stored.reach()
                                .thenReturn(ReadinessCheck.Outcome.ok())
                                .onErrorResume(e -> Mono.just(ReadinessCheck.Outcome.degraded(
                                        "no answer of the database; keys in use go on for a while")))
                                .block()
                        : ReadinessCheck.Outcome.ok("access is open"));
    }
}

package dev.statewave.gateway.limits;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.statewave.platform.postgres.DatabaseSettings;
import dev.statewave.platform.postgres.ReadPool;
import dev.statewave.platform.settings.LiveSettings;
import io.micrometer.core.instrument.MeterRegistry;
import io.r2dbc.pool.ConnectionPool;
import java.time.Clock;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.r2dbc.core.DatabaseClient;

/** The rate limiter of the configured strategy. */
@Configuration(proxyBeanMethods = false)
class RateLimitConfiguration {

    @Bean
    RateLimits rateLimits(RateLimitSettings settings, LiveSettings live, RateLimiter limiter, MeterRegistry metrics) {
        return new RateLimits(settings, live, limiter, metrics);
    }

    /** Each gateway counts alone. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnProperty(name = "statewave.rate-limit-strategy", havingValue = "memory")
    static class Memory {

        @Bean
        RateLimiter limiter() {
            return new SlidingWindowRateLimiter(Ticker.systemTicker());
        }
    }

    /** All gateways share the budgets. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnProperty(name = "statewave.rate-limit-strategy", havingValue = "distributed", matchIfMissing = true)
    static class Distributed {

        /** A pool apart from that of the keys, so that neither waits for the other. */
        private static final int CONNECTIONS = 2;

        @Bean(destroyMethod = "dispose")
        ConnectionPool budgetPool(DatabaseSettings settings, MeterRegistry metrics) {
            return ReadPool.open(settings.small(CONNECTIONS), "budgets", metrics);
        }

        @Bean
        BudgetRepository budgetStore(ConnectionPool budgetPool) {
            return new PostgresBudgetRepository(DatabaseClient.create(budgetPool));
        }

        @Bean
        RateLimiter limiter(BudgetRepository store, Clock clock, MeterRegistry metrics) {
            return new DistributedRateLimiter(store, clock, System::nanoTime, metrics);
        }

        @Bean
        BudgetRetentionJob oldBudgets(BudgetRepository store, Clock clock) {
            return new BudgetRetentionJob(store, clock);
        }
    }
}

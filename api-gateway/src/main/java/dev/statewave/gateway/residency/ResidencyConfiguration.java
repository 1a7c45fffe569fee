package dev.statewave.gateway.residency;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.statewave.gateway.GatewaySettings;
import dev.statewave.platform.postgres.ScopedReads;
import io.micrometer.core.instrument.MeterRegistry;
import io.r2dbc.pool.ConnectionPool;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The check of regions. Without a region of this installation nothing is looked up. */
@Configuration(proxyBeanMethods = false)
class ResidencyConfiguration {

    @Bean
    TenantResidency tenantResidency(GatewaySettings settings, ConnectionPool keyPool, MeterRegistry metrics) {
        return new TenantResidency(
                settings.region(), new RegionRepository(new ScopedReads(keyPool, metrics)), Ticker.systemTicker());
    }
}

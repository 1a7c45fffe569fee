package dev.statewave.platform.postgres;

import io.micrometer.core.instrument.MeterRegistry;
import io.r2dbc.pool.ConnectionPool;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * The database of a deployable that must not block. What its absence means for readiness differs, so each deployable
 * says that itself. To be imported.
 */
@Configuration(proxyBeanMethods = false)
public class ReadPoolConfiguration {

    @Bean(destroyMethod = "dispose")
    ConnectionPool connectionPool(DatabaseSettings settings, MeterRegistry metrics) {
        return ReadPool.open(settings, "requests", metrics);
    }

    @Bean
    ScopedReads scopedReads(ConnectionPool pool, MeterRegistry metrics) {
        return new ScopedReads(pool, metrics);
    }

    @Bean
    SchemaAtStart schemaAtStart(ConnectionPool pool, DatabaseSettings settings) {
        return new SchemaAtStart(pool, settings);
    }
}

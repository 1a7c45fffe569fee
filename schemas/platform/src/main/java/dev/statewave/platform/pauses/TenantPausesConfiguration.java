package dev.statewave.platform.pauses;

import dev.statewave.platform.kafka.ConsumerLag;
import dev.statewave.platform.postgres.ScopedTransactions;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.scheduling.TaskScheduler;

/** For a deployable that works for tenants. To be imported. */
@Configuration(proxyBeanMethods = false)
public class TenantPausesConfiguration {

    /** Before the loops that ask it. */
    @Bean
    @Order(0)
    TenantPauses tenantPauses(
            JdbcClient database,
            ScopedTransactions transactions,
            KafkaTemplate<String, byte[]> kafka,
            ConsumerLag lag,
            TaskScheduler scheduler) {
        return new TenantPauses(
                database, transactions, kafka, role -> lag.lag(role.id()).orElse(0), scheduler);
    }
}

package dev.statewave.worker.trigger;

import dev.statewave.platform.kafka.KafkaSettings;
import dev.statewave.worker.Role;
import dev.statewave.worker.WorkerSettings;
import dev.statewave.worker.kafka.RoleComponent;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The role {@code trigger}. */
@Configuration(proxyBeanMethods = false)
class TriggerConfiguration {

    @Bean
    RoleComponent triggerRole(KafkaSettings kafka, WorkerSettings settings) {
        return new RoleComponent(Role.TRIGGER, Trigger.GROUP, () -> new Trigger(kafka, settings));
    }
}

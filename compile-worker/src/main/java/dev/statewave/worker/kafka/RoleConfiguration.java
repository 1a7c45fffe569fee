package dev.statewave.worker.kafka;

import dev.statewave.platform.health.ReadinessCheck;
import dev.statewave.platform.kafka.ConsumerLag;
import dev.statewave.platform.kafka.KafkaLifecycle;
import dev.statewave.platform.kafka.KafkaSettings;
import dev.statewave.platform.kafka.TopicCatalog;
import dev.statewave.worker.WorkerSettings;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.StringJoiner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Starts the roles of this process and reports on them. */
@Configuration(proxyBeanMethods = false)
class RoleConfiguration {

    /** The roles that this process plays. */
    record ActiveRoles(List<KafkaLifecycle.Part> parts, List<String> groups) {}

    @Bean
    ActiveRoles activeRoles(List<RoleComponent> components, WorkerSettings settings) {
        List<RoleComponent> active = components.stream()
                .filter(component -> settings.plays(component.role()))
                .sorted(Comparator.comparing(RoleComponent::role))
                .toList();
        return new ActiveRoles(
                active.stream().map(component -> component.part().get()).toList(),
                active.stream().map(RoleComponent::group).toList());
    }

    @Bean
    KafkaLifecycle kafkaLifecycle(KafkaSettings kafka, ActiveRoles roles) {
        return new KafkaLifecycle(new TopicCatalog(kafka), roles.parts());
    }

    @Bean
    ConsumerLag consumerLag(KafkaSettings kafka, ActiveRoles roles, MeterRegistry metrics, Clock clock) {
        return new ConsumerLag(kafka.adminProperties(), roles.groups(), metrics, clock);
    }

    @Bean
    ReadinessCheck kafkaCheck(ConsumerLag lag) {
        return lag.kafkaCheck();
    }

    @Bean
    ReadinessCheck progressCheck(ConsumerLag lag) {
        return lag.progressCheck();
    }

    /** One check for all roles, because which roles there are is a setting. */
    @Bean
    ReadinessCheck rolesCheck(ActiveRoles roles) {
        return ReadinessCheck.of("roles", () -> {
            var waiting = new StringJoiner("; ");
            for (KafkaLifecycle.Part part : roles.parts()) {
                if (part instanceof ReadinessCheck check) {
                    ReadinessCheck.Outcome outcome = check.run();
                    if (!outcome.status().equals("ok")) {
                        waiting.add(check.name() + ": " + outcome.detail());
                    }
                }
            }
            return waiting.length() == 0
                    ? ReadinessCheck.Outcome.ok()
                    : ReadinessCheck.Outcome.degraded(waiting.toString());
        });
    }
}

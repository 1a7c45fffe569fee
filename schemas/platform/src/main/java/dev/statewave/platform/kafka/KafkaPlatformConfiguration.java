package dev.statewave.platform.kafka;

import dev.statewave.platform.health.ReadinessCheck;
import dev.statewave.platform.tracing.Tracing;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.stream.Stream;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;

/**
 * What a deployable that reads from Kafka has. It declares {@link ManagedComponent}s, which are started in their order
 * once the topics exist, and {@link WatchedGroup}s. A component that also is a {@link ReadinessCheck} tells its state
 * under its own name. To be imported.
 */
@Configuration(proxyBeanMethods = false)
public class KafkaPlatformConfiguration {

    /** With more threads than a deployable has jobs: a partition that waits must not wait for a slow job too. */
    @Bean
    ThreadPoolTaskScheduler taskScheduler(Clock clock) {
        var scheduler = new ThreadPoolTaskScheduler();
        scheduler.setPoolSize(8);
        scheduler.setDaemon(true);
        scheduler.setThreadNamePrefix("scheduler-");
        scheduler.setRemoveOnCancelPolicy(true);
        scheduler.setClock(clock);
        return scheduler;
    }

    @Bean
    DeadLetterPublisher deadLetterPublisher(KafkaSettings kafka, MeterRegistry metrics) {
        return new DeadLetterPublisher(kafka, metrics);
    }

    @Bean
    RecordLoopFactory recordLoopFactory(
            KafkaSettings kafka,
            DeadLetterPublisher deadLetters,
            TaskScheduler scheduler,
            MeterRegistry metrics,
            Clock clock,
            Tracing tracing) {
        return new RecordLoopFactory(kafka, deadLetters, scheduler, metrics, clock, tracing);
    }

    @Bean
    KafkaLifecycle kafkaLifecycle(KafkaSettings kafka, ObjectProvider<ManagedComponent> components) {
        return new KafkaLifecycle(
                new TopicCatalog(kafka), components.orderedStream().toList());
    }

    /** Before the components that it may have to pause. */
    @Bean
    @Order(0)
    RolePauses rolePauses(
            KafkaSettings kafka,
            DeadLetterPublisher deadLetters,
            MeterRegistry metrics,
            ObjectProvider<PausableComponent> components) {
        return new RolePauses(
                kafka, deadLetters, metrics, () -> components.orderedStream().toList());
    }

    @Bean
    ConsumerLag consumerLag(
            KafkaSettings kafka, ObjectProvider<WatchedGroup> groups, MeterRegistry metrics, Clock clock) {
        return new ConsumerLag(kafka, groups.orderedStream().toList(), metrics, clock);
    }

    @Bean
    @Order(100)
    RetentionGuard retentionGuard(
            KafkaSettings kafka,
            ObjectProvider<WatchedGroup> watched,
            ObjectProvider<GuardedGroup> guarded,
            TaskScheduler scheduler,
            Clock clock,
            MeterRegistry metrics) {
        var groups = Stream.concat(
                        watched.stream().map(group -> new GuardedGroup(group.name(), group.topics())), guarded.stream())
                .toList();
        return new RetentionGuard(kafka, groups, scheduler, clock, metrics);
    }

    @Bean
    ReadinessCheck kafkaCheck(ConsumerLag lag) {
        return lag.kafkaCheck();
    }

    @Bean
    ReadinessCheck progressCheck(ConsumerLag lag) {
        return lag.progressCheck();
    }
}

package dev.statewave.worker.compile.jobs;

import dev.statewave.contract.topics.Topics;
import dev.statewave.platform.health.ReadinessCheck;
import dev.statewave.platform.health.ReadinessCheck.Outcome;
import dev.statewave.worker.Role;
import dev.statewave.worker.WorkerSettings;
import dev.statewave.worker.kafka.ListenerContainers;
import dev.statewave.worker.kafka.ListenerPart;
import dev.statewave.worker.kafka.RoleComponent;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The role {@code compiler}. */
@Configuration(proxyBeanMethods = false)
class CompilerConfiguration {

    @Bean
    RoleComponent compilerRole(WorkerSettings settings, ListenerContainers containers, CompileListener listener) {
        return new RoleComponent(
                Role.COMPILER,
                CompileListener.GROUP,
                () -> new ListenerPart(
                        Role.COMPILER,
                        containers.records(
                                Topics.COMPILE,
                                CompileListener.GROUP,
                                settings.compileConcurrency(),
                                Map.of(
                                        // A model may take minutes for one command. The consumer has to poll again
                                        // before the group takes its partitions away.
                                        ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                                        settings.compilesByModel() ? 1 : 10,
                                        ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG,
                                        (int) Duration.ofMinutes(30).toMillis()),
                                listener::onCommand,
                                listener::giveUp)));
    }

    /** A job that runs for too long is one that no compiler works on. */
    @Bean
    ReadinessCheck queueCheck(CompileJobRepository jobs) {
        return ReadinessCheck.of("queue", () -> {
            try {
                int stuck = jobs.stuck();
                return stuck == 0
                        ? Outcome.ok()
                        : Outcome.degraded(
                                "%d stuck job(s) older than %dm".formatted(stuck, CompileJobRepository.STUCK_MINUTES));
            } catch (RuntimeException e) {
                return Outcome.degraded("jobs cannot be counted: " + e.getMessage());
            }
        });
    }
}

package dev.statewave.worker.compile.jobs;

import dev.statewave.contract.topics.ConsumerGroups;
import dev.statewave.contract.topics.ConsumerRole;
import dev.statewave.contract.topics.Topics;
import dev.statewave.platform.health.ReadinessCheck;
import dev.statewave.platform.health.ReadinessCheck.Outcome;
import dev.statewave.platform.kafka.LoopSettings;
import dev.statewave.platform.kafka.RecordLoop;
import dev.statewave.platform.kafka.RecordLoopFactory;
import dev.statewave.platform.kafka.WatchedGroup;
import dev.statewave.platform.pauses.TenantPauses;
import dev.statewave.worker.ConditionalOnRole;
import dev.statewave.worker.Role;
import dev.statewave.worker.WorkerSettings;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;

/** The role {@code compiler}. */
@Configuration(proxyBeanMethods = false)
class CompilerConfiguration {

    /** The consumer group of all compilers. */
    private static final String GROUP = ConsumerGroups.COMPILER;
    /** How long the commands of one poll may take: a model may take minutes for one of them. */
    private static final Duration LONGEST_POLL = Duration.ofMinutes(30);
    /** How long the patterns may take for one command: a rebuild of the largest subject. */
    private static final Duration SLOWEST_HEURISTIC = Duration.ofMinutes(5);

    @Bean
    @Order(2)
    @ConditionalOnRole(Role.COMPILER)
    RecordLoop compilerLoop(
            RecordLoopFactory loops, WorkerSettings settings, TenantPauses pauses, CompileListener listener) {
        var loop = LoopSettings.of(GROUP, Topics.COMPILE, Topics.COMPILE_DLT)
                .withConcurrency(settings.compileConcurrency())
                .withPoll(settings.compilesByModel() ? 1 : 10, LONGEST_POLL);
        return loops.each(
                Role.COMPILER.text(),
                loop,
                pauses.holding(ConsumerRole.COMPILER, CompileListener::place, listener),
                listener);
    }

    @Bean
    @ConditionalOnRole(Role.COMPILER)
    WatchedGroup compilerGroup(WorkerSettings settings) {
        return WatchedGroup.slow(GROUP, Topics.COMPILE, settings.compilesByModel() ? LONGEST_POLL : SLOWEST_HEURISTIC);
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

package dev.statewave.worker.compile.fallback;

import static org.assertj.core.api.Assertions.assertThat;

import dev.statewave.models.ChatModels;
import dev.statewave.models.ModelSettings;
import dev.statewave.worker.CompileTrigger;
import dev.statewave.worker.CompilerType;
import dev.statewave.worker.EmbeddingProvider;
import dev.statewave.worker.Role;
import dev.statewave.worker.TestWorker;
import dev.statewave.worker.WorkerSettings;
import dev.statewave.worker.compile.storage.FallbackRepository;
import dev.statewave.worker.kafka.RememberingProducer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;

class FallbackRetrySchedulerTest {

    private final AtomicInteger runs = new AtomicInteger();
    private final ThreadPoolTaskScheduler scheduler = new ThreadPoolTaskScheduler();
    private TestWorker worker;

    @BeforeEach
    void open() {
        scheduler.initialize();
        worker = new TestWorker();
    }

    @AfterEach
    void close() {
        scheduler.shutdown();
        worker.close();
    }

    @Test
    void runThatFailsInAnyWay_isFollowedByTheNext() {
        var retries = retries(CompilerType.LLM);

        retries.start();

        Awaitility.await().until(() -> runs.get() >= 3);
        retries.stop();
    }

    @Test
    void withoutAModel_nothingRuns() throws InterruptedException {
        var retries = retries(CompilerType.HEURISTIC);

        retries.start();
        Thread.sleep(1_500);

        assertThat(runs).hasValue(0);
        retries.stop();
    }

    private FallbackRetryScheduler retries(CompilerType compiler) {
        var chat = new ObjectProvider<ChatModels>() {
            @Override
            public ChatModels getObject() {
                if (runs.incrementAndGet() % 2 == 0) {
                    throw new IllegalStateException("away");
                }
                throw new StackOverflowError("deep");
            }
        };
        return new FallbackRetryScheduler(
                worker.bean(FallbackRepository.class),
                chat,
                new RememberingProducer().template(),
                settings(compiler),
                new ModelSettings(
                        "key", "openai/m", "openai/e", "", 1, 0, 0.1, 16_000, 16, "all-minilm-l6-v2-q", 3, 1, 8),
                Clock.systemUTC(),
                scheduler,
                new SimpleMeterRegistry());
    }

    private static WorkerSettings settings(CompilerType compiler) {
        return new WorkerSettings(
                Set.of(Role.COMPILER),
                1,
                100,
                CompileTrigger.CONTINUOUS,
                2_000,
                30_000,
                4,
                compiler,
                "",
                EmbeddingProvider.NONE,
                100,
                168,
                false);
    }
}

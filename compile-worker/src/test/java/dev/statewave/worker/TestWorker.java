package dev.statewave.worker;

import dev.statewave.contract.json.Json;
import dev.statewave.models.ModelSettings;
import dev.statewave.models.language.WordAnalyzer;
import dev.statewave.platform.kafka.KafkaSettings;
import dev.statewave.platform.pauses.TenantPauses;
import dev.statewave.platform.postgres.ScopedTransactions;
import dev.statewave.platform.tracing.Tracing;
import dev.statewave.worker.compile.extraction.HeuristicCompiler;
import dev.statewave.worker.kafka.RememberingProducer;
import dev.statewave.worker.store.TestDatabase;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.sql.DataSource;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.ClassPathBeanDefinitionScanner;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.type.filter.AnnotationTypeFilter;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;

/** The components of the worker on the test database, with a producer that remembers and no consumers. */
public final class TestWorker implements AutoCloseable {

    private final TestDatabase database = TestDatabase.get();
    private final RememberingProducer producer = new RememberingProducer();
    private final AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();

    public TestWorker() {
        this(settings(100));
    }

    public TestWorker(WorkerSettings settings) {
        context.getEnvironment()
                .getPropertySources()
                .addFirst(new MapPropertySource("test", Map.of("statewave.worker-roles", "writer,compiler")));
        context.registerBean(DataSource.class, database::dataSource, bean -> bean.setDestroyMethodName(""));
        context.registerBean(JdbcClient.class, database::client);
        context.registerBean(ScopedTransactions.class, database::transactions);
        context.registerBean(Clock.class, Clock::systemUTC);
        context.registerBean(Tracing.class, () -> Tracing.OFF);
        context.registerBean(MeterRegistry.class, SimpleMeterRegistry::new);
        context.registerBean(KafkaSettings.class, () -> new KafkaSettings("localhost:1", "", 1, 1, 1, 1, 50));
        context.registerBean(WorkerSettings.class, () -> settings);
        context.registerBean(ErasureSettings.class, () -> new ErasureSettings(72, 120, 300, 256));
        context.registerBean(RetentionSettings.class, () -> new RetentionSettings(0));
        context.registerBean(ModelSettings.class, TestWorker::models);
        context.registerBean(HeuristicCompiler.class, HeuristicCompiler::new);
        context.registerBean(WordAnalyzer.class, WordAnalyzer::new);
        context.registerBean(TaskScheduler.class, ThreadPoolTaskScheduler::new);
        context.registerBean("kafkaTemplate", KafkaTemplate.class, producer::template);
        context.registerBean(
                TenantPauses.class,
                () -> new TenantPauses(
                        database.client(),
                        database.transactions(),
                        producer.template(),
                        role -> 0,
                        context.getBean(TaskScheduler.class)));
        var scanner = new ClassPathBeanDefinitionScanner(context);
        scanner.addExcludeFilter(new AnnotationTypeFilter(Configuration.class));
        scanner.addExcludeFilter(new AnnotationTypeFilter(dev.statewave.platform.deployable.Deployable.class));
        scanner.scan("dev.statewave.worker");
        context.refresh();
    }

    public <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    public TestDatabase database() {
        return database;
    }

    /** What was sent to a topic. */
    public List<ProducerRecord<String, byte[]>> sent(String topic) {
        return producer.sent(topic);
    }

    @Override
    public void close() {
        context.close();
    }

    /** @param largeSubject from how many memories on a subject is under an index */
    public static WorkerSettings settings(int largeSubject) {
        return new WorkerSettings(
                Set.of(Role.WRITER, Role.COMPILER, Role.EMBEDDER),
                1,
                100,
                CompileTrigger.CONTINUOUS,
                2_000,
                30_000,
                4,
                CompilerType.HEURISTIC,
                Json.object().put("procedure", 1).toString(),
                EmbeddingProvider.STUB,
                largeSubject,
                168,
                true);
    }

    private static ModelSettings models() {
        return new ModelSettings(
                "key", "openai/m", "openai/e", "", 1, 0, 0.1, 16_000, 16, "all-minilm-l6-v2-q", 3, 60, 8);
    }
}

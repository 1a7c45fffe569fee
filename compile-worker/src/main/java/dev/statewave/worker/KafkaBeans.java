package dev.statewave.worker;

import dev.statewave.contract.topics.Topics;
import dev.statewave.models.Embedders;
import dev.statewave.models.ModelException;
import dev.statewave.models.ModelSettings;
import dev.statewave.models.embedding.TextEmbedder;
import dev.statewave.platform.health.ReadinessCheck;
import dev.statewave.platform.kafka.ConsumerLag;
import dev.statewave.platform.kafka.KafkaLifecycle;
import dev.statewave.platform.kafka.KafkaSettings;
import dev.statewave.platform.kafka.TopicCatalog;
import dev.statewave.worker.compile.RetryableException;
import dev.statewave.worker.compile.jobs.CompileListener;
import dev.statewave.worker.embed.EmbedListener;
import dev.statewave.worker.embed.LargeSubjectRepository;
import dev.statewave.worker.embed.VectorRepository;
import dev.statewave.worker.kafka.DeadLetters;
import dev.statewave.worker.kafka.ListenerPart;
import dev.statewave.worker.trigger.Trigger;
import dev.statewave.worker.writer.LogListener;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.RetriableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.kafka.core.DefaultKafkaConsumerFactory;
import org.springframework.kafka.core.DefaultKafkaProducerFactory;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.kafka.listener.BatchMessageListener;
import org.springframework.kafka.listener.CommonErrorHandler;
import org.springframework.kafka.listener.ConcurrentMessageListenerContainer;
import org.springframework.kafka.listener.ConsumerRecordRecoverer;
import org.springframework.kafka.listener.ContainerProperties;
import org.springframework.kafka.listener.DefaultErrorHandler;
import org.springframework.kafka.listener.MessageListener;
import org.springframework.transaction.TransactionException;
import org.springframework.util.backoff.ExponentialBackOff;
import org.springframework.util.backoff.FixedBackOff;

/** The roles of this process and what they are connected to. */
@Configuration(proxyBeanMethods = false)
class KafkaBeans {

    private static final Logger log = LoggerFactory.getLogger(KafkaBeans.class);

    /** Attempts before a record that fails for a reason of its own is given up. */
    private static final int ATTEMPTS = 3;

    @Bean
    DefaultKafkaProducerFactory<String, byte[]> producerFactory(KafkaSettings kafka) {
        return new DefaultKafkaProducerFactory<>(kafka.producerProperties());
    }

    @Bean
    KafkaTemplate<String, byte[]> kafkaTemplate(DefaultKafkaProducerFactory<String, byte[]> producerFactory) {
        return new KafkaTemplate<>(producerFactory);
    }

    /** Only who plays the embedder opens it: the local model takes a second and some 150 MB. */
    @Bean
    @Lazy
    TextEmbedder textEmbedder(WorkerSettings settings, ModelSettings models, MeterRegistry metrics) {
        return Embedders.open(
                        settings.embeddingProvider(),
                        models,
                        Runtime.getRuntime().availableProcessors(),
                        models.litellmMaxRetries(),
                        metrics)
                .orElseThrow();
    }

    /** What this process plays. */
    record Roles(List<KafkaLifecycle.Part> parts, List<String> groups) {}

    @Bean
    Roles roles(
            KafkaSettings kafka,
            WorkerSettings settings,
            LogListener writer,
            CompileListener compiler,
            VectorRepository vectors,
            LargeSubjectRepository large,
            ObjectProvider<TextEmbedder> embedder,
            KafkaTemplate<String, byte[]> template,
            DeadLetters deadLetters) {
        var parts = new ArrayList<KafkaLifecycle.Part>();
        var groups = new ArrayList<String>();
        if (settings.plays("writer")) {
            parts.add(new ListenerPart("writer", writer(kafka, settings, writer)));
            groups.add(LogListener.GROUP);
        }
        if (settings.plays("compiler")) {
            parts.add(new ListenerPart("compiler", compiler(kafka, settings, compiler)));
            groups.add(CompileListener.GROUP);
        }
        if (settings.plays("embedder") && settings.embeds()) {
            var listener = new EmbedListener(embedder.getObject(), vectors, large, template);
            parts.add(new ListenerPart("embedder", embedder(kafka, settings, listener, deadLetters)));
            groups.add(EmbedListener.GROUP);
        }
        if (settings.plays("trigger")) {
            parts.add(new Trigger(kafka, settings));
            groups.add(Trigger.GROUP);
        }
        return new Roles(parts, groups);
    }

    private static ConcurrentMessageListenerContainer<String, byte[]> writer(
            KafkaSettings kafka, WorkerSettings settings, LogListener listener) {
        var container = container(
                kafka,
                Topics.SUBJECT_LOG,
                LogListener.GROUP,
                settings.writerConcurrency(),
                Map.of(
                        ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                        settings.writerBatch(),
                        ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG,
                        KafkaSettings.MAX_RECORD_BYTES));
        container.getContainerProperties().setAckMode(ContainerProperties.AckMode.BATCH);
        container.getContainerProperties().setMessageListener((BatchMessageListener<String, byte[]>)
                listener::onRecords);
        // Whatever stops the writer has to be mended, not skipped: records that are at fault themselves it puts aside
        // on its own.
        container.setCommonErrorHandler(new DefaultErrorHandler(forEver()));
        return container;
    }

    private static ConcurrentMessageListenerContainer<String, byte[]> compiler(
            KafkaSettings kafka, WorkerSettings settings, CompileListener listener) {
        var container = container(
                kafka,
                Topics.COMPILE,
                CompileListener.GROUP,
                settings.compileConcurrency(),
                Map.of(
                        // A model may take minutes for one, and the consumer has to come back before the group gives
                        // its partitions away.
                        ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                        settings.compilesByModel() ? 1 : 10,
                        ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG,
                        (int) Duration.ofMinutes(30).toMillis()));
        container.getContainerProperties().setAckMode(ContainerProperties.AckMode.RECORD);
        container.getContainerProperties().setMessageListener((MessageListener<String, byte[]>)
                record -> interruptible(() -> listener.onCommand(record)));
        container.setCommonErrorHandler(patient(listener::giveUp));
        return container;
    }

    private static ConcurrentMessageListenerContainer<String, byte[]> embedder(
            KafkaSettings kafka, WorkerSettings settings, EmbedListener listener, DeadLetters deadLetters) {
        var container = container(
                kafka,
                Topics.EMBED,
                EmbedListener.GROUP,
                1,
                Map.of(
                        ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                        settings.embeddingProvider().equals("litellm") ? 1 : 10,
                        ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG,
                        (int) Duration.ofMinutes(30).toMillis()));
        container.getContainerProperties().setAckMode(ContainerProperties.AckMode.RECORD);
        container.getContainerProperties().setMessageListener((MessageListener<String, byte[]>)
                record -> interruptible(() -> listener.onRequest(record)));
        container.setCommonErrorHandler(patient((record, failure) -> deadLetters.put(
                Topics.EMBED_DLT, castRecord(record), "embedding_failed", String.valueOf(failure.getCause()))));
        return container;
    }

    private static ConcurrentMessageListenerContainer<String, byte[]> container(
            KafkaSettings kafka, String topic, String group, int concurrency, Map<String, Object> more) {
        Map<String, Object> properties = kafka.consumerProperties(group);
        // A killed process holds its partitions for this long.
        properties.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, 10_000);
        properties.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, 2_000);
        properties.putAll(more);
        var container = new ConcurrentMessageListenerContainer<String, byte[]>(
                new DefaultKafkaConsumerFactory<>(properties), new ContainerProperties(topic));
        container.setConcurrency(concurrency);
        container.setAutoStartup(false);
        container.setBeanName(group);
        container.getContainerProperties().setShutdownTimeout(8_000);
        container.getContainerProperties().setLogContainerConfig(false);
        return container;
    }

    /** For ever while the database or Kafka is away, some times for anything else, then it is given up. */
    private static CommonErrorHandler patient(ConsumerRecordRecoverer giveUp) {
        var handler = new DefaultErrorHandler(giveUp, new FixedBackOff(1_000, ATTEMPTS - 1));
        handler.setBackOffFunction((record, failure) -> passing(failure) ? forEver() : null);
        handler.setRetryListeners((record, failure, attempt) -> log.warn(
                "Attempt {} at {}-{} offset {} failed: {}",
                attempt,
                record.topic(),
                record.partition(),
                record.offset(),
                failure.getCause() == null ? failure : failure.getCause().toString()));
        return handler;
    }

    private static boolean passing(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof DataIntegrityViolationException) {
                return false;
            }
            if (cause instanceof DataAccessException
                    || cause instanceof TransactionException
                    || cause instanceof RetriableException
                    || cause instanceof RetryableException
                    || cause instanceof ModelException model && model.passing()) {
                return true;
            }
        }
        return false;
    }

    private static ExponentialBackOff forEver() {
        var backOff = new ExponentialBackOff(500, 2);
        backOff.setMaxInterval(10_000);
        return backOff;
    }

    @SuppressWarnings("unchecked")
    private static ConsumerRecord<String, byte[]> castRecord(ConsumerRecord<?, ?> record) {
        return (ConsumerRecord<String, byte[]>) record;
    }

    private static void interruptible(InterruptibleRunnable run) {
        try {
            run.run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("stopped", e);
        }
    }

    @FunctionalInterface
    private interface InterruptibleRunnable {
        void run() throws InterruptedException;
    }

    @Bean
    KafkaLifecycle kafkaStart(KafkaSettings kafka, Roles roles) {
        return new KafkaLifecycle(new TopicCatalog(kafka), roles.parts());
    }

    @Bean
    ConsumerLag consumerProgress(KafkaSettings kafka, Roles roles, MeterRegistry metrics, Clock clock) {
        return new ConsumerLag(kafka.adminProperties(), roles.groups(), metrics, clock);
    }

    @Bean
    ReadinessCheck kafkaCheck(ConsumerLag progress) {
        return progress.kafkaCheck();
    }

    @Bean
    ReadinessCheck progressCheck(ConsumerLag progress) {
        return progress.progressCheck();
    }

    /** All roles in one check, since which of them there are is a setting. */
    @Bean
    ReadinessCheck rolesCheck(Roles roles) {
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

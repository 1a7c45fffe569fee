package dev.statewave.harness.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.statewave.platform.kafka.GuardedGroup;
import dev.statewave.platform.kafka.KafkaSettings;
import dev.statewave.platform.kafka.RetentionGuard;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.scheduling.concurrent.ConcurrentTaskScheduler;

/** Retention does not overtake a reader. */
class RetentionGuardIT {

    private static final long HOUR = Duration.ofHours(1).toMillis();

    private final String name = "guarded-" + UUID.randomUUID();
    private final KafkaSettings kafka = new KafkaSettings(TestSystem.get().bootstrapServers(), "", 1, 1, 1, 1, 50);
    private final TopicPartition partition = new TopicPartition(name, 0);
    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private Admin admin;

    @BeforeEach
    void open() throws Exception {
        admin = Admin.create(kafka.adminProperties());
        admin.createTopics(List.of(new NewTopic(name, 1, (short) 1).configs(Map.of("retention.ms", "" + HOUR))))
                .all()
                .get();
        // A broker knows a new topic a moment later.
        await().ignoreExceptions().untilAsserted(() -> commit(0));
    }

    @AfterEach
    void close() throws Exception {
        admin.deleteTopics(List.of(name)).all().get();
        admin.close();
    }

    @Test
    void groupThatIsFarBehind_extendsTheRetention_untilItHasCaughtUp() throws Exception {
        RetentionGuard guard = guard(null);
        produce(Duration.ofMinutes(40));
        produce(Duration.ofMinutes(20));
        commit(1);
        guard.look();
        assertThat(retention()).isEqualTo(HOUR);

        commit(0);
        guard.look();
        assertThat(retention()).isEqualTo(2 * HOUR);
        assertThat(guard.run().status()).isEqualTo("degraded");
        assertThat(metrics.get("statewave.retention.extended.topics").gauge().value())
                .isEqualTo(1);
        assertThat(guard.danger(name)).isEmpty();

        commit(2);
        guard.look();
        assertThat(retention()).isEqualTo(HOUR);
        assertThat(guard.run().status()).isEqualTo("ok");
    }

    @Test
    void retentionThatCannotBeExtended_isADanger_onceRecordsAreAboutToGo() throws Exception {
        RetentionGuard guard = guard((ignored, topic, millis) -> {
            throw new ExecutionException(new TopicAuthorizationException(topic));
        });
        produce(Duration.ofMinutes(50));
        produce(Duration.ofMinutes(40));
        commit(1);
        guard.look();
        assertThat(guard.danger(name)).isEmpty();

        commit(0);
        guard.look();
        assertThat(guard.danger(name))
                .hasValueSatisfying(danger -> assertThat(danger).contains(name, "80 %"));
        assertThat(guard.run().status()).isEqualTo("degraded");

        commit(2);
        guard.look();
        assertThat(guard.danger(name)).isEmpty();
        assertThat(retention()).isEqualTo(HOUR);
    }

    private RetentionGuard guard(RetentionGuard.RetentionChange change) {
        var groups = List.of(new GuardedGroup(name, List.of(name)));
        var scheduler = new ConcurrentTaskScheduler();
        return change == null
                ? new RetentionGuard(kafka, groups, scheduler, Clock.systemUTC(), metrics)
                : new RetentionGuard(kafka, groups, change, scheduler, Clock.systemUTC(), metrics);
    }

    private void produce(Duration ago) throws Exception {
        try (var producer = new KafkaProducer<>(
                Map.<String, Object>of("bootstrap.servers", kafka.kafkaBootstrapServers()),
                new StringSerializer(),
                new StringSerializer())) {
            producer.send(new ProducerRecord<>(name, 0, System.currentTimeMillis() - ago.toMillis(), "k", "v"))
                    .get();
        }
    }

    private void commit(long offset) throws Exception {
        admin.alterConsumerGroupOffsets(name, Map.of(partition, new OffsetAndMetadata(offset)))
                .all()
                .get();
    }

    private long retention() throws Exception {
        var topic = new ConfigResource(ConfigResource.Type.TOPIC, name);
        return Long.parseLong(admin.describeConfigs(List.of(topic))
                .all()
                .get()
                .get(topic)
                .get("retention.ms")
                .value());
    }
}

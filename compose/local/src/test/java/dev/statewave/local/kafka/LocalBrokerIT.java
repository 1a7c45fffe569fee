package dev.statewave.local.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.statewave.local.preflight.FreePort;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.common.utils.Exit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LocalBrokerIT {

    private Path home;

    @BeforeEach
    void folder() throws Exception {
        home = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "local");
    }

    @Test
    void broker_keepsItsRecordsOverARestart() throws Exception {
        var broker = new LocalBroker(LocalBroker.Ports.local(FreePort.find(), FreePort.find()), home);
        broker.start();
        Map<String, Object> settings = Map.of("bootstrap.servers", broker.bootstrapServers());
        try (var admin = Admin.create(settings);
                var producer = new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
            admin.createTopics(List.of(new NewTopic("t", 1, (short) 1))).all().get();
            producer.send(new ProducerRecord<>("t", "kept")).get();
        }
        broker.close();

        broker.start();

        try (broker;
                var consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
            consumer.assign(List.of(new TopicPartition("t", 0)));
            consumer.seekToBeginning(consumer.assignment());
            assertThat(consumer.poll(Duration.ofSeconds(10)))
                    .singleElement()
                    .satisfies(record -> assertThat(record.value()).isEqualTo("kept"));
        }
    }

    @Test
    void brokerWithAFatalError_isStartedAgainWithItsRecords() throws Exception {
        var broker = new LocalBroker(LocalBroker.Ports.local(FreePort.find(), FreePort.find()), home);
        broker.start();
        Map<String, Object> settings = Map.of("bootstrap.servers", broker.bootstrapServers());
        try (broker;
                var admin = Admin.create(settings);
                var producer = new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
            admin.createTopics(List.of(new NewTopic("t", 1, (short) 1))).all().get();
            producer.send(new ProducerRecord<>("t", "before")).get();
            assertThat(broker.isRunning()).isTrue();
            // As Kafka does where it can no longer write.
            assertThatThrownBy(() -> Exit.halt(1, "all log folders have failed"))
                    .isInstanceOf(IllegalStateException.class);
            assertThat(broker.isRunning()).isFalse();
            assertThat(broker.hasFailed()).isTrue();

            broker.restart();

            assertThat(broker.isRunning()).isTrue();
            assertThat(producer.send(new ProducerRecord<>("t", "after")).get().offset())
                    .isOne();
        }
        assertThat(broker.isRunning()).isFalse();
    }

    @Test
    void restart_withoutItsData_isRefusedAndCreatesNone() throws Exception {
        var broker = new LocalBroker(LocalBroker.Ports.local(FreePort.find(), FreePort.find()), home.resolve("kafka"));
        broker.start();
        broker.close();
        Files.move(home.resolve("kafka"), home.resolve("moved"));

        assertThatThrownBy(broker::restart).hasMessageContaining("is gone");
        assertThat(home.resolve("kafka")).doesNotExist();
    }
}

package dev.statewave.worker.kafka;

import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.springframework.kafka.core.KafkaTemplate;

/** A producer that remembers what was sent, and that a template may close after each send. */
public final class RememberingProducer extends MockProducer<String, byte[]> {

    public RememberingProducer() {
        super(true, null, new StringSerializer(), new ByteArraySerializer());
    }

    public KafkaTemplate<String, byte[]> template() {
        return new KafkaTemplate<>(() -> this);
    }

    public List<ProducerRecord<String, byte[]>> sent(String topic) {
        return history().stream().filter(record -> record.topic().equals(topic)).toList();
    }

    @Override
    public void close() {}

    @Override
    public void close(Duration timeout) {}
}

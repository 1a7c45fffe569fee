package dev.statewave.worker.trigger;

import dev.statewave.contract.json.Json;
import dev.statewave.contract.topics.Topics;
import dev.statewave.worker.WorkerSettings;
import io.micrometer.core.instrument.Counter;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;
import org.apache.kafka.streams.state.Stores;

/** From the subject log to compile commands. */
final class TriggerTopology {

    private TriggerTopology() {}

    /**
     * @param queue of the compilers
     * @param skipped counts records that cannot be read
     */
    static Topology of(WorkerSettings settings, CompileQueue queue, Counter skipped) {
        // In memory, because it holds only subjects that wait; Kafka keeps its changelog.
        return of(settings, queue, skipped, Stores.inMemoryKeyValueStore(TriggerProcessor.STORE));
    }

    static Topology of(
            WorkerSettings settings, CompileQueue queue, Counter skipped, KeyValueBytesStoreSupplier pending) {
        return new Topology()
                .addSource("log", new StringDeserializer(), new ByteArrayDeserializer(), Topics.SUBJECT_LOG)
                .addProcessor("trigger", () -> new TriggerProcessor(settings, queue, skipped), "log")
                .addStateStore(Stores.keyValueStoreBuilder(pending, Serdes.String(), pendingSerde()), "trigger")
                .addSink("commands", Topics.COMPILE, new StringSerializer(), new ByteArraySerializer(), "trigger");
    }

    private static Serde<PendingSubject> pendingSerde() {
        return Serdes.serdeFrom(
                (topic, value) -> value == null ? null : Json.bytes(value),
                (topic, bytes) -> bytes == null ? null : Json.read(bytes, PendingSubject.class));
    }
}

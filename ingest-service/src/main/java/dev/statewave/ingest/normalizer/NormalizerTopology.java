package dev.statewave.ingest.normalizer;

import dev.statewave.contract.topics.ConsumerGroups;
import dev.statewave.contract.topics.Topics;
import dev.statewave.ingest.redaction.RedactionPolicy;
import dev.statewave.platform.tracing.Tracing;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.Topology;

/**
 * Copies the episodes of outside producers from {@link Topics#EPISODES} to the subject log, exactly once. A record that
 * is not an episode goes to the dead-letter topic unchanged.
 */
final class NormalizerTopology {

    /** The application id of the streams and the name of their consumer group. */
    static final String GROUP = ConsumerGroups.NORMALIZER;

    private static final String SOURCE = "episodes";
    private static final String NORMALIZE = "normalize";

    private NormalizerTopology() {}

    /** @param sent is called for each record that goes to the log */
    static Topology of(RedactionPolicy redaction, Runnable sent, MeterRegistry metrics, Clock clock, Tracing tracing) {
        var bytesIn = new ByteArrayDeserializer();
        var bytesOut = new ByteArraySerializer();
        return new Topology()
                .addSource(
                        AutoOffsetReset.earliest(),
                        SOURCE,
                        // A record of an old producer has no time. The default extractor would end the streams for it.
                        (record, partitionTime) -> record.timestamp() < 0 ? clock.millis() : record.timestamp(),
                        bytesIn,
                        bytesIn,
                        Topics.EPISODES)
                .addProcessor(
                        NORMALIZE, () -> new NormalizingProcessor(redaction, sent, metrics, clock, tracing), SOURCE)
                .addSink(NormalizingProcessor.LOG, Topics.SUBJECT_LOG, bytesOut, bytesOut, NORMALIZE)
                .addSink(NormalizingProcessor.DEAD_LETTERS, Topics.EPISODES_DLT, bytesOut, bytesOut, NORMALIZE);
    }
}

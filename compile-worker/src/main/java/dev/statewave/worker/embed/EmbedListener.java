package dev.statewave.worker.embed;

import dev.statewave.contract.json.Json;
import dev.statewave.contract.subjectlog.SubjectKey;
import dev.statewave.contract.topics.ConsumerRole;
import dev.statewave.contract.topics.RecordHeaders;
import dev.statewave.contract.topics.Topics;
import dev.statewave.models.embedding.TextEmbedder;
import dev.statewave.platform.kafka.RecordHandler;
import dev.statewave.platform.pauses.RecordPlace;
import dev.statewave.platform.pauses.TenantPauses;
import dev.statewave.platform.tracing.TraceSpan;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.kafka.core.KafkaTemplate;

/** Gives the memories of a subject their vectors. A memory that has one is left alone, so a repeat is harmless. */
final class EmbedListener implements RecordHandler {

    private static final Logger log = LoggerFactory.getLogger(EmbedListener.class);
    /** Batches of one subject before the other subjects of the partition get their turn. */
    private static final int BATCHES = 8;

    private final TextEmbedder embedder;
    private final VectorRepository vectors;
    private final LargeSubjectRepository large;
    private final TenantPauses pauses;
    private final KafkaTemplate<String, byte[]> kafka;

    EmbedListener(
            TextEmbedder embedder,
            VectorRepository vectors,
            LargeSubjectRepository large,
            TenantPauses pauses,
            KafkaTemplate<String, byte[]> kafka) {
        this.embedder = embedder;
        this.vectors = vectors;
        this.large = large;
        this.pauses = pauses;
        this.kafka = kafka;
    }

    /** Two requests of a subject ask for the same. */
    static RecordPlace place(ConsumerRecord<String, byte[]> record) {
        SubjectKey key = SubjectKey.parse(record.key());
        return new RecordPlace(key.tenant(), key.subject(), "", 0, null);
    }

    @Override
    public void handle(ConsumerRecord<String, byte[]> record) throws InterruptedException {
        SubjectKey key = SubjectKey.parse(record.key());
        for (int batch = 0; batch < BATCHES && !pauses.paused(key.tenant(), ConsumerRole.EMBEDDER); batch++) {
            List<VectorRepository.Unembedded> waiting = vectors.waiting(key, embedder.model());
            if (!waiting.isEmpty()) {
                embed(key, waiting);
            } else if (!large.copyBatch(key, embedder.model())) {
                vectors.deleteFormer(key, embedder.model());
                return;
            }
        }
        // Behind the other subjects of the partition, which have waited long enough.
        var again = new ProducerRecord<>(Topics.EMBED, record.key(), Json.bytes(Json.object()));
        RecordHeaders.put(
                again.headers(), RecordHeaders.TRACEPARENT, TraceSpan.current().traceparent());
        kafka.send(again).join();
    }

    private void embed(SubjectKey key, List<VectorRepository.Unembedded> waiting) throws InterruptedException {
        List<float[]> made = vectors(
                waiting.stream().map(VectorRepository.Unembedded::content).toList());
        var embedded = new ArrayList<VectorRepository.Embedded>(made.size());
        for (int i = 0; i < made.size(); i++) {
            embedded.add(new VectorRepository.Embedded(waiting.get(i).id(), made.get(i)));
        }
        vectors.store(key, embedder.model(), embedded);
        log.debug("Embedded {} memories of {}", waiting.size(), key.encoded());
    }

    private List<float[]> vectors(List<String> texts) throws InterruptedException {
        TraceSpan span = TraceSpan.current().child("embed_memories").tell("statewave.memories", texts.size());
        try (var active = span.activate()) {
            return embedder.embed(texts);
        } catch (Throwable e) {
            span.failed(e);
            throw e;
        } finally {
            span.end();
        }
    }
}

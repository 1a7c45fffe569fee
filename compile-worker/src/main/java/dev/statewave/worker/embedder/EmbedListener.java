package dev.statewave.worker.embedder;

import dev.statewave.schemas.embedding.TextEmbedder;
import dev.statewave.schemas.log.SubjectKey;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The role {@code embedder}: gives the memories of a subject their vectors. What has one is left alone, so a repeat is harmless. */
public final class EmbedListener {

    /** The consumer group of all embedders. */
    public static final String GROUP = "statewave-embedder";

    private static final Logger log = LoggerFactory.getLogger(EmbedListener.class);

    private final TextEmbedder embedder;
    private final VectorTable vectors;

    public EmbedListener(TextEmbedder embedder, VectorTable vectors) {
        this.embedder = embedder;
        this.vectors = vectors;
    }

    /** Whatever it throws, the same record comes again. */
    public void onRequest(ConsumerRecord<String, byte[]> record) throws InterruptedException {
        SubjectKey key = SubjectKey.parse(record.key());
        List<VectorTable.Unembedded> waiting = vectors.waiting(key, embedder.model());
        while (!waiting.isEmpty()) {
            List<float[]> made = embedder.embed(waiting.stream().map(VectorTable.Unembedded::content).toList());
            var embedded = new ArrayList<VectorTable.Embedded>(made.size());
            for (int i = 0; i < made.size(); i++) {
                embedded.add(new VectorTable.Embedded(waiting.get(i).id(), made.get(i)));
            }
            vectors.store(key, embedder.model(), embedded);
            log.debug("Embedded {} memories of {}", waiting.size(), record.key());
            waiting = vectors.waiting(key, embedder.model());
        }
    }
}

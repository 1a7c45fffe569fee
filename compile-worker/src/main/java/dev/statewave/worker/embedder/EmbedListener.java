package dev.statewave.worker.embedder;

import dev.statewave.schemas.embedding.TextEmbedder;
import dev.statewave.schemas.log.SubjectKey;
import java.util.List;
import java.util.concurrent.ForkJoinPool;
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

    /** With the model in this process, which takes a second and some 150 MB. */
    public static EmbedListener local(VectorTable vectors) {
        return new EmbedListener(new TextEmbedder(ForkJoinPool.commonPool()), vectors);
    }

    EmbedListener(TextEmbedder embedder, VectorTable vectors) {
        this.embedder = embedder;
        this.vectors = vectors;
    }

    /** Whatever it throws, the same record comes again. */
    public void onRequest(ConsumerRecord<String, byte[]> record) {
        SubjectKey key = SubjectKey.parse(record.key());
        List<VectorTable.Unembedded> waiting = vectors.waiting(key);
        while (!waiting.isEmpty()) {
            vectors.store(key, waiting.stream().map(memory -> new VectorTable.Embedded(memory.id(), embedder.embed(memory.content()))).toList());
            log.debug("Embedded {} memories of {}", waiting.size(), record.key());
            waiting = vectors.waiting(key);
        }
    }
}

package dev.statewave.worker.embed;

import dev.statewave.models.embedding.TextEmbedder;
import dev.statewave.platform.kafka.RecordHandler;
import dev.statewave.platform.pauses.TenantPauses;
import dev.statewave.worker.TestWorker;
import org.springframework.kafka.core.KafkaTemplate;

/** Embedders on the test database. */
public final class EmbedListeners {

    private EmbedListeners() {}

    @SuppressWarnings("unchecked")
    public static RecordHandler of(TestWorker worker, TextEmbedder embedder) {
        return new EmbedListener(
                embedder,
                worker.bean(VectorRepository.class),
                worker.bean(LargeSubjectRepository.class),
                worker.bean(TenantPauses.class),
                worker.bean(KafkaTemplate.class));
    }
}

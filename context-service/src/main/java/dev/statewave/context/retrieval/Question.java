package dev.statewave.context.retrieval;

import dev.statewave.context.embedding.QueryVector;
import dev.statewave.context.store.MemoryKind;
import dev.statewave.platform.policy.PolicyView;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is asked of a subject.
 *
 * @param tenant who the subject belongs to; null or empty for any
 * @param view what the caller is shown
 * @param kind of the memories that are wanted; null for all
 * @param words each as the terms that it may be stored as; see
 *     {@link dev.statewave.models.language.WordAnalyzer#question}
 * @param vector the question as a vector; empty where there is none
 */
public record Question(
        String subject,
        @Nullable String tenant,
        PolicyView view,
        @Nullable String kind,
        List<Set<String>> words,
        Optional<QueryVector> vector) {

    /** Whose vectors the question can be compared with; null where it has none. */
    @Nullable
    String model() {
        return vector.map(QueryVector::model).orElse(null);
    }

    /** Of the rows that are wanted; empty for all. */
    String[] kinds() {
        return kind == null ? new String[0] : MemoryKind.rows(kind);
    }
}

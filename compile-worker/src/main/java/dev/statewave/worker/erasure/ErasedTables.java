package dev.statewave.worker.erasure;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The tables whose files may hold remainders of an erased subject. */
final class ErasedTables {

    /**
     * Nearly all that name a subject or hold words of one. {@code memories} stands before its vectors, which refer to
     * it, so that no lock is taken twice.
     */
    static final List<String> NAMES = Stream.concat(
                    Stream.of(
                            "episodes",
                            "episodes_without_memory",
                            "model_extractions",
                            "model_fallbacks",
                            "memories",
                            "memory_embeddings",
                            "resolutions",
                            "compile_jobs",
                            "webhook_deliveries",
                            "webhook_attempts",
                            "staged_imports",
                            "subject_imports",
                            "snapshots",
                            "receipts",
                            "subject_compiles",
                            "subject_health",
                            "subject_versions",
                            "uncompiled_subjects",
                            "held_records",
                            "memory_history",
                            "resolution_history",
                            "compile_history",
                            "subject_activity",
                            "subject_sessions",
                            "subject_memories",
                            "episode_batches",
                            "large_subjects",
                            "large_words"),
                    IntStream.range(0, 16).mapToObj(part -> "large_memories_" + part))
            .toList();

    private ErasedTables() {}
}

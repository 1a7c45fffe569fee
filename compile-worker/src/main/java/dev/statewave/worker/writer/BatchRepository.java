package dev.statewave.worker.writer;

import dev.statewave.contract.subjectlog.SubjectRecord.Batch;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Counts how much of a batch is persisted. Its episodes may lie on several partitions, so several writers count on one
 * row.
 */
@Component
class BatchRepository {

    private final JdbcClient database;

    BatchRepository(JdbcClient database) {
        this.database = database;
    }

    /** All subjects of a batch, once it is complete. */
    record Complete(Batch batch, List<String> subjects) {}

    /** @param subjects whom the newly persisted episodes are about; one entry an episode */
    Optional<Complete> count(Batch batch, List<String> subjects) {
        var counted = database.sql("""
                        INSERT INTO episode_batches AS b (id, size, persisted, subjects) VALUES (?, ?, ?, ?)
                        ON CONFLICT (id) DO UPDATE
                        SET persisted = b.persisted + excluded.persisted, subjects = b.subjects || excluded.subjects
                        RETURNING persisted, subjects""")
                .param(batch.id())
                .param(batch.size())
                .param(subjects.size())
                .param(subjects.stream().distinct().toArray(String[]::new))
                .query((row, i) ->
                        new Counted(row.getInt(1), (String[]) row.getArray(2).getArray()))
                .single();
        if (counted.persisted() < batch.size()) {
            return Optional.empty();
        }
        database.sql("DELETE FROM episode_batches WHERE id = ?")
                .param(batch.id())
                .update();
        return Optional.of(new Complete(
                batch, Arrays.stream(counted.subjects()).distinct().sorted().toList()));
    }

    private record Counted(int persisted, String[] subjects) {}
}

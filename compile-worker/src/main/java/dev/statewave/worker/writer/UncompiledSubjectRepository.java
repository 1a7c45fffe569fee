package dev.statewave.worker.writer;

import dev.statewave.contract.subjectlog.SubjectKey;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Notes which subjects have episodes that are not compiled yet, and since when. */
@Component
class UncompiledSubjectRepository {

    /**
     * A compile that removes the row waits for the update, and then sees that there is more to do. Parts of an import
     * stand before what was recorded while they waited, so the offset may not go back.
     */
    private static final String NOTE = """
            INSERT INTO uncompiled_subjects AS known (tenant_id, subject_id, last_offset, waiting_since)
            SELECT *, now() FROM unnest(?::text[], ?::text[], ?::bigint[])
            ON CONFLICT (subject_id, tenant_id) DO UPDATE
            SET last_offset = greatest(known.last_offset, excluded.last_offset)""";

    private final JdbcClient database;

    UncompiledSubjectRepository(JdbcClient database) {
        this.database = database;
    }

    /**
     * Comes last in a transaction: who holds the lock of a subject may wait for its row, and not the other way round.
     *
     * @param offsets of the last episode of each subject
     */
    void note(Map<SubjectKey, Long> offsets) {
        if (offsets.isEmpty()) {
            return;
        }
        var ordered = new TreeMap<SubjectKey, Long>(Comparator.comparing(SubjectKey::encoded));
        ordered.putAll(offsets);
        List<SubjectKey> keys = List.copyOf(ordered.keySet());
        database.sql(NOTE)
                .param(keys.stream().map(SubjectKey::tenant).toArray(String[]::new))
                .param(keys.stream().map(SubjectKey::subject).toArray(String[]::new))
                .param(ordered.values().toArray(Long[]::new))
                .update();
    }
}

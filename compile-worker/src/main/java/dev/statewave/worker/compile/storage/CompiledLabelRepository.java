package dev.statewave.worker.compile.storage;

import dev.statewave.contract.sensitivity.SensitiveLabel;
import dev.statewave.contract.subjectlog.SubjectKey;
import dev.statewave.worker.compile.labels.LabelSuggester;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Carries labels from memories that a compile replaces to those that it makes: what a person has decided is not asked
 * again. Every method is part of the transaction that is under way.
 */
@Component
class CompiledLabelRepository {

    private static final String LABELLED = """
            SELECT kind, content, source_episode_ids, sensitivity_labels, suggested_labels,
                metadata -> 'label_promotions' AS promotions
            FROM memories
            WHERE subject_id = :subject AND tenant_id = :tenant AND origin = 'compile' AND kind <> 'passage'
              AND (cardinality(sensitivity_labels) > 0 OR cardinality(suggested_labels) > 0)%s
            ORDER BY sequence""";

    private static final String CARRY_OVER = """
            UPDATE memories SET sensitivity_labels = :sensitivity, suggested_labels = :suggested,
                metadata = CASE WHEN id = :memory AND :promotions::jsonb IS NOT NULL
                    THEN metadata || jsonb_build_object('label_promotions', :promotions::jsonb) ELSE metadata END
            WHERE id = :memory OR passage_of = :memory""";

    private final JdbcClient database;
    private final LabelSuggester suggester;

    CompiledLabelRepository(JdbcClient database, LabelSuggester suggester) {
        this.database = database;
        this.suggester = suggester;
    }

    private record Words(String kind, String content) {}

    /** @param promotions a JSON array of how labels were promoted; null for none */
    private record Labels(
            List<String> sensitivity,
            List<String> suggested,
            @Nullable String promotions) {

        private static final Labels NONE = new Labels(List.of(), List.of(), null);

        Labels and(Labels other) {
            var all = new TreeSet<>(sensitivity);
            all.addAll(other.sensitivity);
            return new Labels(List.copyOf(all), List.of(), other.promotions == null ? promotions : other.promotions);
        }
    }

    /** What is known by the words of memories, and by the episodes that they were made of. */
    record Known(Map<?, Labels> byWords, Map<UUID, Labels> byEpisode) {}

    /** The labels of all compiled memories of a subject. */
    Known of(SubjectKey key) {
        return read(database.sql(LABELLED.formatted("")), key);
    }

    /** The labels of memories that were made of some episodes. */
    Known of(SubjectKey key, Collection<UUID> episodes) {
        return read(
                database.sql(LABELLED.formatted(" AND source_episode_ids && :episodes"))
                        .param("episodes", episodes.toArray(UUID[]::new)),
                key);
    }

    private Known read(JdbcClient.StatementSpec statement, SubjectKey key) {
        var byWords = new HashMap<Words, Labels>();
        var byEpisode = new HashMap<UUID, Labels>();
        statement.param("subject", key.subject()).param("tenant", key.tenant()).query(row -> {
            var labels = new Labels(
                    texts(row, "sensitivity_labels"), texts(row, "suggested_labels"), row.getString("promotions"));
            byWords.put(new Words(row.getString("kind"), row.getString("content")), labels);
            if (labels.promotions() != null) {
                for (UUID episode : (UUID[]) row.getArray("source_episode_ids").getArray()) {
                    byEpisode.merge(episode, labels, Labels::and);
                }
            }
        });
        return new Known(byWords, byEpisode);
    }

    private static List<String> texts(ResultSet row, String column) throws SQLException {
        Array array = row.getArray(column);
        return List.of((String[]) array.getArray());
    }

    /**
     * Gives new memories the labels of old ones with their words. Words that a compiler has put differently keep those
     * labels that were promoted for their episode and that are suggested for them again.
     */
    void carryOver(List<MemoryRows.Row> made, Known known) {
        for (MemoryRows.Row row : made) {
            Labels before = row.isPassage() ? null : known.byWords().get(new Words(row.kind(), row.content()));
            Labels promoted = row.isPassage() || before != null
                    ? null
                    : promoted(row, known.byEpisode().getOrDefault(row.sources().getFirst(), Labels.NONE));
            Labels kept = before == null ? promoted : before;
            if (kept != null) {
                update(row, kept);
            } else if (!row.suggestedLabels().isEmpty()) {
                // A memory that was there before may not have had them.
                update(row, Labels.NONE);
            }
        }
    }

    private static @Nullable Labels promoted(MemoryRows.Row row, Labels ofEpisode) {
        List<String> again = ofEpisode.sensitivity().stream()
                .filter(row.suggestedLabels()::contains)
                .toList();
        return again.isEmpty() ? null : new Labels(again, List.of(), ofEpisode.promotions());
    }

    private void update(MemoryRows.Row row, Labels kept) {
        var suggested = new TreeSet<>(row.suggestedLabels());
        kept.suggested().stream()
                // What the detectors suggest they have suggested again, or do not any more.
                .filter(label -> !suggester.enabled() || !SensitiveLabel.isKnown(label))
                .forEach(suggested::add);
        kept.sensitivity().forEach(suggested::remove);
        database.sql(CARRY_OVER)
                .param("sensitivity", kept.sensitivity().toArray(String[]::new))
                .param("suggested", suggested.toArray(String[]::new))
                .param("promotions", kept.promotions())
                .param("memory", row.id())
                .update();
    }
}

package dev.statewave.context.receipts.replay;

import dev.statewave.context.receipts.recipe.Recipe;
import dev.statewave.context.receipts.recipe.Source;
import dev.statewave.context.sql.SqlQuery;
import dev.statewave.contract.json.Json;
import dev.statewave.contract.text.PayloadText;
import dev.statewave.platform.postgres.ScopedReads;
import dev.statewave.platform.postgres.TenantScope;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** The texts of memories and episodes, whatever became of them since, for as long as they were not erased. */
@Component
class SourceRepository {

    private static final String MEMORIES = """
            SELECT m.id, m.content AS text FROM memories m WHERE {subject m} AND m.id = ANY (:ids)
            UNION ALL
            SELECT h.memory_id, h.before ->> 'content' FROM memory_history h
            WHERE {subject h} AND h.removed AND h.memory_id = ANY (:ids)""";

    private static final String EPISODES =
            "SELECT id, payload::text AS text FROM episodes WHERE {subject} AND id = ANY (:ids)";

    private final ScopedReads database;

    SourceRepository(ScopedReads database) {
        this.database = database;
    }

    private record Text(UUID id, String text) {}

    /** @param tenant null for any */
    Mono<Map<Recipe.Ref, String>> texts(String subject, @Nullable String tenant, List<Recipe.Ref> refs) {
        var memories = read(MEMORIES, subject, tenant, refs, Source.Kind.MEMORY);
        var episodes = read(EPISODES, subject, tenant, refs, Source.Kind.EPISODE);
        return database.together(TenantScope.ofReader(tenant), List.of(memories, episodes))
                .map(found -> {
                    var texts = new HashMap<Recipe.Ref, String>();
                    found.of(memories)
                            .forEach(one -> texts.put(new Recipe.Ref(Source.Kind.MEMORY, one.id()), one.text()));
                    found.of(episodes)
                            .forEach(one -> texts.put(
                                    new Recipe.Ref(Source.Kind.EPISODE, one.id()),
                                    PayloadText.of(Json.tree(one.text()))));
                    return texts;
                });
    }

    private static ScopedReads.Read<Text> read(
            String sql, String subject, @Nullable String tenant, List<Recipe.Ref> refs, Source.Kind kind) {
        return SqlQuery.of(sql)
                .ofSubject(subject, tenant)
                .bind(
                        "ids",
                        refs.stream()
                                .filter(ref -> ref.kind() == kind)
                                .map(Recipe.Ref::id)
                                .toArray(UUID[]::new))
                .read(row -> new Text(row.get("id", UUID.class), row.get("text", String.class)));
    }
}

package dev.statewave.context.subjects;

import dev.statewave.context.sql.SqlQuery;
import dev.statewave.contract.rest.FieldReader;
import dev.statewave.contract.rest.Headers;
import dev.statewave.platform.postgres.ScopedReads;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/**
 * {@code GET /v1/subjects}: who there is, and how much of them. Subjects that the system keeps for itself are left out.
 */
@RestController
class SubjectsController {

    // Both parts are read in the order of an index, and no further than the page: a subject that is among the first of
    // all
    // is among the first of each part that it stands in.
    private static final String PAGE = """
            WITH recorded AS (
                SELECT subject_id COLLATE "C" AS subject_id, sum(episodes)::bigint AS episodes
                FROM subject_activity WHERE episodes > 0 AND NOT is_internal(subject_id){tenant}
                GROUP BY subject_id COLLATE "C" ORDER BY subject_id COLLATE "C" LIMIT :end),
            known AS (
                SELECT subject_id COLLATE "C" AS subject_id, sum(memories)::bigint AS memories
                FROM subject_memories WHERE memories > 0 AND NOT is_internal(subject_id){tenant}
                GROUP BY subject_id COLLATE "C" ORDER BY subject_id COLLATE "C" LIMIT :end)
            SELECT subject_id, coalesce(episodes, 0) AS episodes, coalesce(memories, 0) AS memories
            FROM recorded FULL JOIN known USING (subject_id)
            ORDER BY subject_id LIMIT :limit OFFSET :offset""";

    // Subjects with memories alone come from imports, or from a retention of episodes; to sort both lists together
    // would
    // take three times as long.
    private static final String TOTAL = """
            SELECT (
                SELECT count(*) FROM (
                    SELECT DISTINCT subject_id COLLATE "C" FROM subject_activity
                    WHERE episodes > 0 AND NOT is_internal(subject_id){tenant}) recorded) + (
                SELECT count(DISTINCT subject_id) FROM subject_memories m
                WHERE memories > 0 AND NOT is_internal(subject_id){tenant}
                  AND NOT EXISTS (
                    SELECT FROM subject_activity a
                    WHERE a.subject_id = m.subject_id AND a.episodes > 0{tenant a})) AS total""";

    private final ScopedReads database;

    SubjectsController(ScopedReads database) {
        this.database = database;
    }

    record SubjectBody(String subjectId, long episodeCount, long memoryCount) {}

    record SubjectsBody(List<SubjectBody> subjects, long total) {}

    @GetMapping("/v1/subjects")
    Mono<SubjectsBody> list(
            @RequestParam Map<String, String> parameters,
            @RequestHeader(name = Headers.TENANT, required = false) @Nullable String tenant) {
        FieldReader fields = FieldReader.query(parameters);
        int limit = fields.integer("limit", 1, 200, 50);
        int offset = fields.integer("offset", 0, Integer.MAX_VALUE, 0);
        fields.check();
        var page = SqlQuery.of(PAGE)
                .ofTenant(tenant)
                .bind("limit", limit)
                .bind("end", (long) limit + offset)
                .bind("offset", offset)
                .run(
                        database,
                        row -> new SubjectBody(
                                row.get("subject_id", String.class),
                                row.get("episodes", Long.class),
                                row.get("memories", Long.class)))
                .collectList();
        // A page that is neither full nor empty has the end in it, and its total needs no second look.
        return page.flatMap(subjects -> subjects.isEmpty() && offset > 0 || subjects.size() == limit
                ? total(tenant).map(total -> new SubjectsBody(subjects, total))
                : Mono.just(new SubjectsBody(subjects, (long) offset + subjects.size())));
    }

    private Mono<Long> total(@Nullable String tenant) {
        return SqlQuery.of(TOTAL)
                .ofTenant(tenant)
                .run(database, row -> row.get("total", Long.class))
                .single();
    }
}

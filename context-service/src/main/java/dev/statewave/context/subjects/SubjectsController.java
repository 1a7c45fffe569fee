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

    private static final String COUNTED = """
            WITH counted AS (
                SELECT subject_id, sum(episodes)::bigint AS episodes, sum(memories)::bigint AS memories
                FROM (
                    SELECT subject_id, count(*) AS episodes, 0 AS memories
                    FROM episodes WHERE true{tenant} GROUP BY subject_id
                    UNION ALL
                    SELECT subject_id, 0, count(*) FROM memories WHERE kind <> 'passage'{tenant} GROUP BY subject_id) parts
                WHERE NOT starts_with(subject_id, '_snapshot/') AND NOT starts_with(subject_id, '_bootstrap_tmp/')
                GROUP BY subject_id)
            """;

    private static final String PAGE = """
            SELECT subject_id, episodes, memories FROM counted
            ORDER BY subject_id COLLATE "C" LIMIT :limit OFFSET :offset""";

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
        var page = counted(tenant, PAGE)
                .bind("limit", limit)
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
        return counted(tenant, "SELECT count(*) AS total FROM counted")
                .run(database, row -> row.get("total", Long.class))
                .single();
    }

    private static SqlQuery counted(@Nullable String tenant, String select) {
        return SqlQuery.of(COUNTED + select).ofTenant(tenant);
    }
}

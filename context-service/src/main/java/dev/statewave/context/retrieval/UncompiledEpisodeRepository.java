package dev.statewave.context.retrieval;

import dev.statewave.context.bundle.AsOf;
import dev.statewave.context.sql.SqlQuery;
import dev.statewave.context.store.EpisodeRepository;
import dev.statewave.contract.rest.EpisodeBody;
import dev.statewave.platform.postgres.EpisodeRow;
import dev.statewave.platform.postgres.ScopedReads;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The episodes of a subject that no memory can have been made of yet. */
@Component
class UncompiledEpisodeRepository {

    /** Episodes that are searched for the words: a subject waits for its compile with few of them. */
    private static final int SEARCHED = 1_000;
    /** Characters of a payload that are searched. */
    private static final int LONGEST = 20_000;

    // The index leads to what comes behind the last compile, from tenant to tenant. Words are looked for as parts of
    // the
    // text: stems are the beginnings of words.
    private static final String SELECT = EpisodeRepository.TENANTS + """
            SELECT %s
            FROM tenants t CROSS JOIN LATERAL (
                SELECT * FROM episodes e
                WHERE {subject e} AND e.tenant_id = t.tenant_id AND e.log_offset > coalesce((
                    SELECT compiled_through FROM subject_compiles c
                    WHERE c.subject_id = :subject AND c.tenant_id = t.tenant_id), -1)
                  AND e.already_compiled IS NOT TRUE{visible_episode e}
                ORDER BY e.log_offset DESC LIMIT :searched) waiting
            CROSS JOIN LATERAL (SELECT lower(left(payload::text, :longest)) AS text OFFSET 0) p
            ORDER BY (SELECT count(*) FROM unnest(:stems::text[]) AS stem WHERE strpos(p.text, stem) > 0) DESC,
                created_at DESC, log_offset DESC
            LIMIT :limit""".formatted(EpisodeRow.COLUMNS);

    private static final String SELECT_AT = EpisodeRepository.TENANTS + """
            SELECT %s
            FROM tenants t CROSS JOIN LATERAL (
                SELECT * FROM episodes e
                WHERE {subject e} AND e.tenant_id = t.tenant_id AND e.log_offset > coalesce((
                    SELECT compiled_through FROM compile_history h
                    WHERE h.subject_id = :subject AND h.tenant_id = t.tenant_id AND h.changed_at > :known
                    ORDER BY h.id LIMIT 1), (
                    SELECT compiled_through FROM subject_compiles c
                    WHERE c.subject_id = :subject AND c.tenant_id = t.tenant_id), -1)
                  AND coalesce(e.recorded_at, e.created_at) <= :known{happened} AND e.already_compiled IS NOT TRUE{visible_episode e}
                ORDER BY e.log_offset DESC LIMIT :searched) waiting
            CROSS JOIN LATERAL (SELECT lower(left(payload::text, :longest)) AS text OFFSET 0) p
            ORDER BY (SELECT count(*) FROM unnest(:stems::text[]) AS stem WHERE strpos(p.text, stem) > 0) DESC,
                created_at DESC, log_offset DESC
            LIMIT :limit""".formatted(EpisodeRow.COLUMNS);

    /** As {@link #read}, of what was recorded and not compiled yet at a moment. */
    ScopedReads.Read<EpisodeBody> readAt(Question question, @Nullable String tenant, AsOf asOf, int limit) {
        return SqlQuery.of(SELECT_AT)
                .ofSubject(question.subject(), tenant)
                .visibleTo(question.view())
                .bind("known", asOf.knownAt())
                .optional("happened", " AND e.occurred_at <= :happened", asOf.validAt())
                .bind("searched", SEARCHED)
                .bind("longest", LONGEST)
                .bind("stems", stems(question.words()))
                .bind("limit", limit)
                .read(EpisodeRow::read);
    }

    /** The ones with the most words of a question, and of these the newest first. */
    ScopedReads.Read<EpisodeBody> read(Question question, @Nullable String tenant, int limit) {
        return SqlQuery.of(SELECT)
                .ofSubject(question.subject(), tenant)
                .visibleTo(question.view())
                .bind("searched", SEARCHED)
                .bind("longest", LONGEST)
                .bind("stems", stems(question.words()))
                .bind("limit", limit)
                .read(EpisodeRow::read);
    }

    /** Of each word the shortest form, which the others mostly contain. */
    private static String[] stems(List<Set<String>> words) {
        return words.stream()
                .map(word -> word.stream()
                        .min(Comparator.comparingInt(String::length))
                        .orElseThrow())
                .toArray(String[]::new);
    }
}

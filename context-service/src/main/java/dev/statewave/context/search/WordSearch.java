package dev.statewave.context.search;

import dev.statewave.context.sql.SqlQuery;
import dev.statewave.context.store.QueryTerms;
import dev.statewave.contract.rest.MemoryBody;
import dev.statewave.platform.postgres.MemoryRow;
import dev.statewave.platform.postgres.ScopedReads;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Finds memories by the words of a question, where there is no vector to ask with. */
@Component
class WordSearch {

    // Any of the words, since hardly a memory has all words of a question.
    private static final String SELECT = QueryTerms.ASKED + "SELECT " + MemoryRow.COLUMNS + """
            , ts_rank_cd(m.words, asked.any_word, 32)::float8 AS rank
            FROM asked, memories m
            WHERE {subject m}{kind} AND m.status = 'active' AND (m.valid_to IS NULL OR m.valid_to > now())
                AND m.words @@ asked.any_word
            ORDER BY rank DESC, m.sequence DESC LIMIT :limit""";

    private final ScopedReads database;

    WordSearch(ScopedReads database) {
        this.database = database;
    }

    /**
     * Best first; the score of each is PostgreSQL's cover density rank, 0 to 1.
     *
     * @param kind null for all
     */
    Mono<List<MemoryBody>> find(
            String subject, @Nullable String tenant, @Nullable String kind, String question, int limit) {
        return QueryTerms.bind(SqlQuery.of(SELECT), question)
                .ofSubject(subject, tenant)
                .optional("kind", " AND m.kind = :kind", kind)
                .bind("limit", limit)
                .run(database, row -> MemoryRow.read(row, row.get("rank", Double.class)))
                .collectList();
    }
}

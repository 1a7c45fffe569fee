package dev.statewave.context.explain;

import dev.statewave.context.bundle.Candidate;
import dev.statewave.context.sql.SqlQuery;
import dev.statewave.platform.policy.PolicyView;
import dev.statewave.platform.postgres.ScopedReads;
import io.r2dbc.spi.Readable;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** The memories of a subject that were superseded or have expired. No context holds them; who asks why is told. */
@Component
public class RetiredMemoryRepository {

    /** An explanation is for reading. */
    private static final int MOST = 20;

    private static final String SELECT = """
            SELECT m.id, m.kind, m.content, m.status, m.superseded_by FROM memories m
            WHERE {subject m}{visible m} AND (m.status = 'superseded' OR m.status = 'active' AND m.valid_to <= now())
            ORDER BY m.sequence DESC LIMIT :most""";

    private final ScopedReads database;

    RetiredMemoryRepository(ScopedReads database) {
        this.database = database;
    }

    /** The newest 20. */
    public Mono<List<Candidate>> newest(String subject, @Nullable String tenant, PolicyView view) {
        return SqlQuery.of(SELECT)
                .ofSubject(subject, tenant)
                .visibleTo(view)
                .bind("most", MOST)
                .run(database, row -> read(row, view))
                .collectList();
    }

    private static Candidate read(Readable row, PolicyView view) {
        UUID id = row.get("id", UUID.class);
        UUID successor = row.get("superseded_by", UUID.class);
        String superseded = successor == null ? "superseded" : "superseded_by:" + successor;
        return Candidate.retired(
                id,
                row.get("kind", String.class),
                view.shown(id, row.get("content", String.class)),
                "superseded".equals(row.get("status", String.class)) ? superseded : "expired");
    }
}

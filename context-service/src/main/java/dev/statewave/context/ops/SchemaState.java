package dev.statewave.context.ops;

import dev.statewave.platform.postgres.SchemaAtStart;
import dev.statewave.platform.postgres.SchemaRevisions;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** How the schema of the database stands to the one that this version was written for. */
@Component
public class SchemaState {

    private final SchemaAtStart schema;
    private final SchemaRevisions revisions = SchemaRevisions.ofThisVersion();

    SchemaState(SchemaAtStart schema) {
        this.schema = schema;
    }

    /**
     * @param currentRevision null where the database was never migrated or does not answer
     * @param error null where there is none
     */
    public record MigrationsBody(
            @Nullable String currentRevision,
            String expectedHead,
            boolean isCompatible,
            int pendingCount,
            List<String> pendingRevisions,
            @Nullable String error,
            String summary) {}

    /** Never an error: a database that does not answer is told in the body. */
    public Mono<MigrationsBody> read() {
        return schema.found().map(this::found).onErrorResume(e -> Mono.just(failed("The database does not answer.")));
    }

    private MigrationsBody found(int version) {
        List<String> pending = revisions.after(version);
        String current = revisions.name(version);
        String summary = pending.isEmpty()
                ? "Schema is up to date"
                : "%d pending migration(s): %s → %s".formatted(pending.size(), current, revisions.head());
        return new MigrationsBody(
                current, revisions.head(), version == revisions.newest(), pending.size(), pending, null, summary);
    }

    private MigrationsBody failed(String error) {
        return new MigrationsBody(null, revisions.head(), false, 0, List.of(), error, "ERROR: " + error);
    }
}

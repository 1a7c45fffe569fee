package dev.statewave.ingest.episodes;

import dev.statewave.contract.rest.EpisodeBody;
import dev.statewave.contract.subjectlog.LogPosition;
import dev.statewave.platform.postgres.EpisodeRow;
import dev.statewave.platform.postgres.ScopedReads;
import dev.statewave.platform.postgres.TenantScope;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;

/** Reads episodes back, to answer a repeat with what was stored the first time. */
@Component
public class EpisodeRepository {

    private final ScopedReads database;

    EpisodeRepository(ScopedReads database) {
        this.database = database;
    }

    /** @param position where on the log it was recorded */
    public record StoredEpisode(EpisodeBody episode, LogPosition position) {}

    /** @param tenant as the writer of the request named it; empty for none */
    public Flux<StoredEpisode> find(String tenant, Collection<UUID> ids) {
        return database.run(
                TenantScope.of(tenant),
                "SELECT " + EpisodeRow.COLUMNS + " FROM episodes WHERE id = ANY($1) AND tenant_id = $2",
                List.of(ids.toArray(UUID[]::new), tenant),
                row -> new StoredEpisode(
                        EpisodeRow.read(row),
                        new LogPosition(row.get("log_partition", Integer.class), row.get("log_offset", Long.class))));
    }
}

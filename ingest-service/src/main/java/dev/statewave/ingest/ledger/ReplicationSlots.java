package dev.statewave.ingest.ledger;

import dev.statewave.platform.postgres.ScopedReads;
import dev.statewave.platform.postgres.TenantScope;
import io.r2dbc.spi.Readable;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** The replication slots of the database and how fast they fill. It looks twice a minute, for the rate. */
@Component
public class ReplicationSlots implements InitializingBean {

    private static final Duration INTERVAL = Duration.ofSeconds(30);
    /** Ten minutes of looks. */
    private static final int KEPT = 20;

    // safe_wal_size is null where there is no limit.
    private static final String SLOTS = """
            SELECT slot_name, plugin, active, coalesce(wal_status, 'none') AS wal_status,
                coalesce(pg_wal_lsn_diff(pg_current_wal_lsn(), coalesce(restart_lsn, confirmed_flush_lsn)), 0)::bigint
                    AS held,
                safe_wal_size,
                (SELECT setting::bigint FROM pg_settings WHERE name = 'max_slot_wal_keep_size') AS limit_mb
            FROM pg_replication_slots WHERE database = current_database() OR database IS NULL
            ORDER BY slot_name LIMIT 100""";

    private static final String WRITTEN = "SELECT pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')::bigint AS written";

    private final ScopedReads database;
    private final TaskScheduler scheduler;
    private final Clock clock;
    private final Deque<Look> looks = new ArrayDeque<>();

    ReplicationSlots(ScopedReads database, TaskScheduler scheduler, Clock clock) {
        this.database = database;
        this.scheduler = scheduler;
        this.clock = clock;
    }

    private record Look(Instant at, long written) {}

    /**
     * A slot.
     *
     * @param walStatus as PostgreSQL tells it: {@code reserved} and {@code extended} are well, {@code unreserved} is
     *     about to be lost and {@code lost} is
     * @param heldBytes write-ahead log that it keeps from being removed
     * @param limitBytes from which on the slot is given up; null for no limit, and then the disk is the limit
     * @param bytesPerSecond at which write-ahead log is written; null before there are two looks
     * @param secondsUntilFull at that rate, were nothing read; null where there is no limit or no rate
     */
    public record Slot(
            String name,
            @Nullable String plugin,
            boolean active,
            String walStatus,
            long heldBytes,
            @Nullable Long limitBytes,
            @Nullable Double bytesPerSecond,
            @Nullable Double secondsUntilFull) {}

    @Override
    public void afterPropertiesSet() {
        scheduler.scheduleWithFixedDelay(
                () -> database.run(TenantScope.NONE, WRITTEN, List.of(), row -> row.get("written", Long.class))
                        .next()
                        .subscribe(this::add, failure -> {
                            // The check on the database says what is wrong.
                        }),
                INTERVAL);
    }

    private synchronized void add(long written) {
        looks.addLast(new Look(clock.instant(), written));
        while (looks.size() > KEPT) {
            looks.removeFirst();
        }
    }

    private synchronized @Nullable Double rate() {
        Look first = looks.peekFirst();
        Look last = looks.peekLast();
        if (first == null || last == null || first == last) {
            return null;
        }
        double seconds = Duration.between(first.at(), last.at()).toMillis() / 1_000.0;
        return seconds <= 0 ? null : Double.valueOf(Math.max(0, last.written() - first.written()) / seconds);
    }

    public Mono<List<Slot>> slots() {
        return database.run(TenantScope.NONE, SLOTS, List.of(), this::slot).collectList();
    }

    private Slot slot(Readable row) {
        Double rate = rate();
        Long safe = row.get("safe_wal_size", Long.class);
        Long limit = row.get("limit_mb", Long.class);
        return new Slot(
                row.get("slot_name", String.class),
                row.get("plugin", String.class),
                row.get("active", Boolean.class),
                row.get("wal_status", String.class),
                row.get("held", Long.class),
                limit == null || limit < 0 ? null : Long.valueOf(limit * 1024 * 1024),
                rate,
                safe == null || rate == null || rate == 0 ? null : Double.valueOf(Math.max(0, safe) / rate));
    }
}

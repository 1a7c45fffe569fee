package dev.statewave.webhooks.relay;

import dev.statewave.contract.events.StatewaveEvent;
import dev.statewave.platform.health.ReadinessCheck;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Watches how much write-ahead log the slot holds back: a relay that lags fills the disk of the database. */
@Component
class ReplicationSlotCheck implements ReadinessCheck {

    private static final String HELD = """
            SELECT pg_wal_lsn_diff(pg_current_wal_lsn(), confirmed_flush_lsn)::bigint
            FROM pg_replication_slots WHERE slot_name = :slot""";

    private final JdbcClient database;
    private final RelaySettings settings;
    private final AtomicLong bytes = new AtomicLong();

    ReplicationSlotCheck(JdbcClient database, RelaySettings settings, MeterRegistry metrics) {
        this.database = database;
        this.settings = settings;
        Gauge.builder("statewave.replication.slot.bytes", this, watch -> watch.look())
                .baseUnit("bytes")
                .description("Write-ahead log that the replication slot holds back")
                .register(metrics);
    }

    private double look() {
        try {
            read();
        } catch (RuntimeException e) {
            // The metric keeps its last value; readiness says what is wrong.
        }
        return bytes.get();
    }

    private boolean read() {
        var held = database.sql(HELD)
                .param("slot", StatewaveEvent.REPLICATION_SLOT)
                .query(Long.class)
                .optional();
        held.ifPresent(bytes::set);
        return held.isPresent();
    }

    @Override
    public String name() {
        return "replication-slot";
    }

    @Override
    public Outcome run() {
        if (!read()) {
            return Outcome.degraded(
                    "the slot %s does not exist: run the migrate command".formatted(StatewaveEvent.REPLICATION_SLOT));
        }
        return bytes.get() > settings.webhookSlotWarnBytes()
                ? Outcome.degraded(bytes.get() + " bytes of write-ahead log are held back")
                : Outcome.ok();
    }
}

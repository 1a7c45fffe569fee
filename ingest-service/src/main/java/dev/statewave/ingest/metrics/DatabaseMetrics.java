package dev.statewave.ingest.metrics;

import dev.statewave.ingest.ledger.ReplicationSlots;
import dev.statewave.ingest.ledger.ReplicationSlots.Slot;
import dev.statewave.ingest.metrics.DatabaseStatistics.Server;
import dev.statewave.ingest.metrics.DatabaseStatistics.Table;
import dev.statewave.ingest.metrics.DatabaseStatistics.Webhooks;
import dev.statewave.platform.postgres.ScopedReads;
import dev.statewave.platform.postgres.ScopedReads.Read;
import dev.statewave.platform.postgres.TenantScope;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * Looks at the database twice a minute, in two short transactions that only read, and keeps what it saw as metrics.
 * Where the database does not answer, they keep their values, and {@code statewave_postgres_looked_at_seconds} stands
 * still.
 */
@Component
class DatabaseMetrics implements InitializingBean {

    private static final Logger log = LoggerFactory.getLogger(DatabaseMetrics.class);
    private static final Duration INTERVAL = Duration.ofSeconds(30);
    private static final Duration FIRST = Duration.ofSeconds(2);

    private static final Read<Table> TABLES = new Read<>(DatabaseStatistics.TABLES, List.of(), Table::of);
    private static final Read<Server> SERVER = new Read<>(DatabaseStatistics.SERVER, List.of(), Server::of);
    private static final Read<Webhooks> WEBHOOKS = new Read<>(DatabaseStatistics.WEBHOOKS, List.of(), Webhooks::of);

    private final ScopedReads database;
    private final ReplicationSlots slots;
    private final TaskScheduler scheduler;
    private final Clock clock;
    private final MeterRegistry metrics;
    private final MultiGauge tableSizes;
    private final MultiGauge tableRows;
    private final MultiGauge tableVacuums;
    private final MultiGauge slotBytes;
    private final MultiGauge slotReaders;
    private volatile Server server = Server.UNKNOWN;
    private volatile Webhooks webhooks = Webhooks.UNKNOWN;
    private volatile double lookedAt;

    DatabaseMetrics(
            ScopedReads database, ReplicationSlots slots, TaskScheduler scheduler, Clock clock, MeterRegistry metrics) {
        this.database = database;
        this.slots = slots;
        this.scheduler = scheduler;
        this.clock = clock;
        this.metrics = metrics;
        this.tableSizes = MultiGauge.builder("statewave.postgres.table.size")
                .baseUnit("bytes")
                .description("What a table takes on disk, by part: rows or indexes")
                .register(metrics);
        this.tableRows = MultiGauge.builder("statewave.postgres.table.rows")
                .description("Rows of a table as PostgreSQL estimates them: live, or dead until the next vacuum")
                .register(metrics);
        this.tableVacuums = MultiGauge.builder("statewave.postgres.table.vacuumed.at")
                .baseUnit("seconds")
                .description("When a table was last vacuumed, in seconds since the epoch; 0 for never")
                .register(metrics);
        this.slotBytes = MultiGauge.builder("statewave.postgres.slot.held")
                .baseUnit("bytes")
                .description("Write-ahead log that a replication slot keeps from being removed")
                .register(metrics);
        this.slotReaders = MultiGauge.builder("statewave.postgres.slot.active")
                .description("1 where a replication slot is being read, else 0")
                .register(metrics);
        bindServer();
        bindWebhooks();
    }

    private void bindServer() {
        gauge("statewave.postgres.size", "bytes", "What the database takes on disk", Tags.empty(), Server::bytes);
        connections("active", Server::active);
        connections("idle", Server::idle);
        connections("idle_in_transaction", Server::idleInTransaction);
        connections("other", Server::other);
        gauge(
                "statewave.postgres.connections.limit",
                null,
                "max_connections of PostgreSQL",
                Tags.empty(),
                Server::connectionLimit);
        gauge(
                "statewave.postgres.oldest.transaction",
                "seconds",
                "Age of the oldest transaction that is open",
                Tags.empty(),
                Server::oldestTransaction);
        counter(
                "statewave.postgres.blocks",
                "Pages that PostgreSQL read, from its cache or from elsewhere",
                Tags.of("from", "cache"),
                Server::hit);
        counter(
                "statewave.postgres.blocks",
                "Pages that PostgreSQL read, from its cache or from elsewhere",
                Tags.of("from", "disk"),
                Server::read);
        counter(
                "statewave.postgres.transactions",
                "Transactions that ended",
                Tags.of("outcome", "committed"),
                Server::committed);
        counter(
                "statewave.postgres.transactions",
                "Transactions that ended",
                Tags.of("outcome", "rolled_back"),
                Server::rolledBack);
        counter("statewave.postgres.deadlocks", "Deadlocks that PostgreSQL resolved", Tags.empty(), Server::deadlocks);
        Gauge.builder("statewave.postgres.looked.at", () -> lookedAt)
                .baseUnit("seconds")
                .description("When the database was last looked at, in seconds since the epoch")
                .register(metrics);
    }

    private void connections(String state, ToDoubleFunction<Server> value) {
        gauge(
                "statewave.postgres.connections",
                null,
                "Connections of clients to PostgreSQL",
                Tags.of("state", state),
                value);
    }

    private void gauge(
            String name, @Nullable String unit, String description, Tags tags, ToDoubleFunction<Server> value) {
        Gauge.builder(name, this, own -> value.applyAsDouble(own.server))
                .baseUnit(unit)
                .description(description)
                .tags(tags)
                .register(metrics);
    }

    private void counter(String name, String description, Tags tags, ToDoubleFunction<Server> value) {
        FunctionCounter.builder(name, this, own -> value.applyAsDouble(own.server))
                .description(description)
                .tags(tags)
                .register(metrics);
    }

    private void bindWebhooks() {
        endpoints("well", Webhooks::well);
        endpoints("failing", Webhooks::failing);
        endpoints("paused", Webhooks::paused);
        endpoints("disabled", Webhooks::disabled);
        Gauge.builder("statewave.webhook.endpoint.overdue", this, own -> own.webhooks.overdue())
                .baseUnit("seconds")
                .description("For how long the oldest due delivery to an endpoint of a tenant has been due")
                .register(metrics);
    }

    private void endpoints(String state, ToDoubleFunction<Webhooks> value) {
        Gauge.builder("statewave.webhook.endpoints", this, own -> value.applyAsDouble(own.webhooks))
                .description("Webhook endpoints of tenants by state")
                .tag("state", state)
                .register(metrics);
    }

    @Override
    public void afterPropertiesSet() {
        scheduler.scheduleWithFixedDelay(this::look, clock.instant().plus(FIRST), INTERVAL);
    }

    private void look() {
        // All tenants: how many endpoints fail, whoever owns them.
        database.together(TenantScope.ALL, List.of(TABLES, SERVER, WEBHOOKS))
                .map(found -> new DatabaseStatistics(
                        found.of(TABLES),
                        found.of(SERVER).getFirst(),
                        found.of(WEBHOOKS).getFirst()))
                .zipWith(Mono.defer(slots::slots))
                .subscribe(
                        found -> keep(found.getT1(), found.getT2()),
                        failure -> log.debug("The database cannot be looked at; its check says why", failure));
    }

    private void keep(DatabaseStatistics found, List<Slot> seen) {
        server = found.server();
        webhooks = found.webhooks();
        tableSizes.register(rows(found.tables(), "part", "rows", Table::rowsBytes, "indexes", Table::indexBytes), true);
        tableRows.register(rows(found.tables(), "state", "live", Table::live, "dead", Table::dead), true);
        tableVacuums.register(
                found.tables().stream()
                        .map(table -> row(Tags.of("table", table.name()), table.vacuumedAt()))
                        .toList(),
                true);
        slotBytes.register(
                seen.stream()
                        .map(slot -> row(Tags.of("slot", slot.name()), slot.heldBytes()))
                        .toList(),
                true);
        slotReaders.register(
                seen.stream()
                        .map(slot -> row(Tags.of("slot", slot.name()), slot.active() ? 1 : 0))
                        .toList(),
                true);
        lookedAt = clock.instant().toEpochMilli() / 1_000.0;
    }

    private static List<Row<?>> rows(
            List<Table> tables,
            String tag,
            String one,
            ToDoubleFunction<Table> first,
            String other,
            ToDoubleFunction<Table> second) {
        return tables.stream()
                .<Row<?>>mapMulti((table, add) -> {
                    add.accept(row(Tags.of("table", table.name(), tag, one), first.applyAsDouble(table)));
                    add.accept(row(Tags.of("table", table.name(), tag, other), second.applyAsDouble(table)));
                })
                .toList();
    }

    private static Row<?> row(Tags tags, double value) {
        return Row.of(tags, value);
    }
}

package dev.statewave.contract.sizing;

import java.util.Locale;
import java.util.Optional;

/** Signs that an installation needs more of something. Each is one rule on what it shows. */
public enum UpgradeSignal {
    WRITER_BEHIND(
            "statewave_consumer_lag_time_seconds{group=\"statewave-writer\"}",
            "Add a compile-worker with the role writer, up to one for two partitions; then give PostgreSQL faster disks.") {
        @Override
        Optional<String> seen(LiveState state) {
            return above(state.writerLagSeconds(), LAG_SECONDS, "The oldest record has waited %.0f s for the writer.");
        }
    },
    GROUP_BEHIND(
            "statewave_consumer_lag_time_seconds", "Add a process with the role that /admin/consumer-groups names.") {
        @Override
        Optional<String> seen(LiveState state) {
            return above(state.otherLagSeconds(), GROUP_SECONDS, "The oldest record has waited %.0f s for its group.");
        }
    },
    COMPILES_BEHIND(
            "statewave_episodes_freshness_seconds{stage=\"compiled\"}",
            "Add a compile-worker, or raise STATEWAVE_COMPILE_CONCURRENCY where a model is waited for.") {
        @Override
        Optional<String> seen(LiveState state) {
            return above(
                    state.uncompiledSeconds(), COMPILE_SECONDS, "The oldest episode has waited %.0f s to be compiled.");
        }
    },
    CONNECTIONS_USED_UP(
            "statewave_postgres_connections / statewave_postgres_connections_limit",
            "Raise max_connections of PostgreSQL, lower STATEWAVE_DATABASE_POOL_SIZE, or put a pooler in between.") {
        @Override
        Optional<String> seen(LiveState state) {
            return share(
                    state.connections(),
                    state.connectionLimit(),
                    CONNECTIONS,
                    "%.0f %% of the connections are in use.");
        }
    },
    TABLES_OUTGROW_MEMORY(
            "statewave_postgres_blocks_total{from=\"disk\"}",
            "Give PostgreSQL more memory: shared_buffers, and as much again for the operating system.") {
        @Override
        Optional<String> seen(LiveState state) {
            return state.cacheShare() < CACHED
                    ? Optional.of(String.format(
                            Locale.ROOT,
                            "PostgreSQL found only %.1f %% of its pages in memory.",
                            100 * state.cacheShare()))
                    : Optional.empty();
        }
    },
    RELAY_BEHIND(
            "statewave_postgres_slot_held_bytes",
            "Give the webhook-dispatcher a processor of its own, and raise max_slot_wal_keep_size meanwhile.") {
        @Override
        Optional<String> seen(LiveState state) {
            return share(
                    state.slotBytes(),
                    state.slotLimitBytes(),
                    SLOT,
                    "The relay of events holds back %.0f %% of the write-ahead log that it may.");
        }
    },
    WEBHOOKS_OVERDUE(
            "statewave_webhook_endpoint_overdue_seconds",
            "Add a webhook-dispatcher; look first whether one endpoint fails.") {
        @Override
        Optional<String> seen(LiveState state) {
            return above(state.overdueSeconds(), OVERDUE_SECONDS, "The oldest webhook is %.0f s late.");
        }
    },
    SUBJECT_TOO_LARGE(
            "rows of subject_memories",
            "Split the subject: a subject is a user, an account or a ticket, and not a whole organisation.") {
        @Override
        Optional<String> seen(LiveState state) {
            return above(state.largestSubject(), LARGEST_SUBJECT, "One subject has %,.0f memories.");
        }
    },
    TENANT_TOO_LARGE(
            "rows of daily_counts by tenant",
            "Give the tenant budgets with STATEWAVE_RATE_LIMIT_TENANT_RPM, or an installation of its own.") {
        @Override
        Optional<String> seen(LiveState state) {
            return state.tenants() > 1
                    ? share(state.largestTenantShare(), 1, TENANT, "One tenant has %.0f %% of the episodes.")
                    : Optional.empty();
        }
    },
    TIER_NEARLY_FULL(
            "rows of subject_activity", "Read the row of the next tier in docs/sizing.md before it is reached.") {
        @Override
        Optional<String> seen(LiveState state) {
            Tier tier = Tier.of(Math.max(1, state.subjects()));
            return tier == Tier.VERY_LARGE
                    ? Optional.empty()
                    : share(state.subjects(), tier.subjects(), FULL, "The subjects fill %.0f %% of their tier.");
        }
    };

    private static final double LAG_SECONDS = 5;
    private static final double GROUP_SECONDS = 60;
    private static final double COMPILE_SECONDS = 120;
    private static final double CONNECTIONS = 0.7;
    private static final double CACHED = 0.99;
    private static final double SLOT = 0.25;
    private static final double OVERDUE_SECONDS = 60;
    private static final double LARGEST_SUBJECT = 50_000;
    private static final double TENANT = 0.5;
    private static final double FULL = 0.8;

    private final String metric;
    private final String change;

    UpgradeSignal(String metric, String change) {
        this.metric = metric;
        this.change = change;
    }

    /** Where it is seen. */
    public String metric() {
        return metric;
    }

    /** What helps. */
    public String change() {
        return change;
    }

    /** Its name in JSON. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** A sentence with the value, or nothing where all is well. */
    abstract Optional<String> seen(LiveState state);

    private static Optional<String> above(double value, double bound, String sentence) {
        return value > bound ? Optional.of(String.format(Locale.ROOT, sentence, value)) : Optional.empty();
    }

    private static Optional<String> share(double value, double of, double bound, String sentence) {
        return of > 0 && value / of > bound
                ? Optional.of(String.format(Locale.ROOT, sentence, 100 * value / of))
                : Optional.empty();
    }
}

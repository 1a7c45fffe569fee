package dev.statewave.platform.pauses;

import dev.statewave.contract.topics.ConsumerRole;
import dev.statewave.platform.postgres.ScopedTransactions;
import dev.statewave.platform.postgres.TenantScope;
import java.sql.Timestamp;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The pauses of tenants, and the records that wait for their end. Each method is a transaction of its own. */
final class HeldRecordRepository {

    // All that an idle process asks in a second.
    private static final String LOOK = """
            SELECT tenant_id, role FROM tenant_pauses
            UNION ALL
            SELECT NULL, asked.role FROM unnest(:roles::text[]) AS asked (role)
            WHERE EXISTS (SELECT FROM held_records h WHERE h.role = asked.role)""";

    private static final String HOLD = """
            INSERT INTO held_records AS known (
                tenant_id, subject_id, role, slot, rank, topic, record_key, value, headers, happened_at)
            VALUES (:tenant, :subject, :role, :slot, :rank, :topic, :key, :value, :headers::jsonb,
                coalesce(:happened::timestamptz, now()))
            ON CONFLICT (tenant_id, subject_id, role, slot) DO UPDATE
            SET rank = excluded.rank, topic = excluded.topic, record_key = excluded.record_key,
                value = excluded.value, headers = excluded.headers, happened_at = excluded.happened_at,
                version = DEFAULT
            WHERE excluded.rank >= known.rank""";

    // From tenant to tenant in the index: what waits of paused ones is not read, however much it is.
    private static final String NEXT = """
            WITH RECURSIVE tenants AS (
                (SELECT tenant_id FROM held_records WHERE role = :role ORDER BY tenant_id LIMIT 1)
                UNION ALL
                SELECT following.tenant_id FROM tenants CROSS JOIN LATERAL (
                    SELECT tenant_id FROM held_records WHERE role = :role AND tenant_id > tenants.tenant_id
                    ORDER BY tenant_id LIMIT 1) following)
            SELECT h.* FROM tenants CROSS JOIN LATERAL (
                SELECT tenant_id, subject_id, slot, topic, record_key, value, headers, version FROM held_records
                WHERE role = :role AND tenant_id = tenants.tenant_id ORDER BY version LIMIT :limit) h
            WHERE NOT EXISTS (
                SELECT FROM tenant_pauses p WHERE p.tenant_id = tenants.tenant_id AND p.role = :role)
            ORDER BY h.version LIMIT :limit""";

    private static final String REMOVE = """
            DELETE FROM held_records
            WHERE tenant_id = :tenant AND subject_id = :subject AND role = :role AND slot = :slot
              AND version = :version""";

    private final JdbcClient database;
    private final ScopedTransactions transactions;

    HeldRecordRepository(JdbcClient database, ScopedTransactions transactions) {
        this.database = database;
        this.transactions = transactions;
    }

    /** A pause of a tenant. */
    record Pause(String tenant, String role) {}

    /**
     * @param pauses of all tenants
     * @param holding the roles that records are held of, of paused tenants or of others
     */
    record Look(Set<Pause> pauses, Set<String> holding) {}

    Look look(Set<ConsumerRole> roles) {
        var pauses = new HashSet<Pause>();
        var holding = new HashSet<String>();
        transactions.run(TenantScope.ALL, () -> database.sql(LOOK)
                .param("roles", roles.stream().map(ConsumerRole::role).toArray(String[]::new))
                .query(row -> {
                    String tenant = row.getString("tenant_id");
                    if (tenant == null) {
                        holding.add(row.getString("role"));
                    } else {
                        pauses.add(new Pause(tenant, row.getString("role")));
                    }
                }));
        return new Look(Set.copyOf(pauses), Set.copyOf(holding));
    }

    void hold(ConsumerRole role, RecordPlace place, ConsumerRecord<String, byte[]> record) {
        transactions.run(TenantScope.of(place.tenant()), () -> database.sql(HOLD)
                .param("tenant", place.tenant())
                .param("subject", place.subject())
                .param("role", role.role())
                .param("slot", place.slot())
                .param("rank", place.rank())
                .param("topic", record.topic())
                .param("key", record.key())
                .param("value", record.value())
                .param("headers", HeldRecord.headersOf(record))
                .param("happened", place.happenedAt() == null ? null : Timestamp.from(place.happenedAt()))
                .update());
    }

    /** Some of those whose tenants are not paused, of each tenant in their order. */
    List<HeldRecord> next(ConsumerRole role, int limit) {
        return transactions.in(TenantScope.ALL, () -> database.sql(NEXT)
                .param("role", role.role())
                .param("limit", limit)
                .query((row, i) -> new HeldRecord(
                        new RecordPlace(
                                row.getString("tenant_id"),
                                row.getString("subject_id"),
                                row.getString("slot"),
                                0,
                                null),
                        row.getString("topic"),
                        row.getString("record_key"),
                        row.getBytes("value"),
                        row.getString("headers"),
                        row.getLong("version")))
                .list());
    }

    /** One at a time, so that no two rows are locked at once. A later record in the same place stays. */
    void remove(ConsumerRole role, HeldRecord record) {
        transactions.run(TenantScope.of(record.place().tenant()), () -> database.sql(REMOVE)
                .param("tenant", record.place().tenant())
                .param("subject", record.place().subject())
                .param("role", role.role())
                .param("slot", record.place().slot())
                .param("version", record.version())
                .update());
    }
}

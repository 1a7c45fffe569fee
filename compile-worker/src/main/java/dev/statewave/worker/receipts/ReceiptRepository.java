package dev.statewave.worker.receipts;

import dev.statewave.contract.receipts.ReceiptChain;
import dev.statewave.contract.receipts.ReceiptIssued;
import dev.statewave.contract.subjectlog.SubjectKey;
import dev.statewave.platform.postgres.ScopedTransactions;
import dev.statewave.platform.postgres.TenantScope;
import dev.statewave.worker.store.SubjectLock;
import java.sql.Timestamp;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The table of receipts, as it is written. */
@Component
class ReceiptRepository {

    private final JdbcClient database;
    private final ScopedTransactions transactions;
    private final SubjectLock lock;

    ReceiptRepository(JdbcClient database, ScopedTransactions transactions, SubjectLock lock) {
        this.database = database;
        this.transactions = transactions;
        this.lock = lock;
    }

    /**
     * Stores a receipt as the last one of its tenant. It is not stored twice, and not where its subject was erased
     * after it was issued.
     *
     * @return whether it was stored
     */
    boolean store(SubjectKey key, ReceiptIssued receipt) {
        return transactions.in(TenantScope.of(key.tenant()), () -> {
            lock.takeUnchanged(key);
            if (isStored(receipt) || isErased(key, receipt)) {
                return false;
            }
            End end = end(key.tenant());
            String hash = ReceiptChain.hash(end.hash(), receipt.body());
            long position = end.position() + 1;
            insert(key, receipt, position, end.hash(), hash);
            database.sql("UPDATE receipt_chains SET hash = ?, position = ? WHERE tenant_id = ?")
                    .param(hash)
                    .param(position)
                    .param(key.tenant())
                    .update();
            return true;
        });
    }

    private boolean isStored(ReceiptIssued receipt) {
        return database.sql("SELECT EXISTS (SELECT FROM receipts WHERE receipt_id = ?)")
                .param(receipt.receiptId())
                .query(Boolean.class)
                .single();
    }

    private boolean isErased(SubjectKey key, ReceiptIssued receipt) {
        return database.sql("""
                        SELECT EXISTS (SELECT FROM receipt_erasures
                        WHERE fingerprint = sha256(convert_to(?, 'UTF8')) AND erased_at >= ?)""")
                .param(key.encoded())
                .param(Timestamp.from(receipt.createdAt()))
                .query(Boolean.class)
                .single();
    }

    /**
     * The end of a chain.
     *
     * @param position of the last receipt, from 1; 0 where there is none
     * @param hash of the last receipt; null where there is none
     */
    private record End(long position, @Nullable String hash) {}

    /** Locks the chain of the tenant until the end of the transaction. */
    private End end(String tenant) {
        return locked(tenant)
                .or(() -> {
                    database.sql("INSERT INTO receipt_chains (tenant_id, hash) VALUES (?, '') ON CONFLICT DO NOTHING")
                            .param(tenant)
                            .update();
                    return locked(tenant);
                })
                .orElseThrow();
    }

    private Optional<End> locked(String tenant) {
        return database.sql("""
                        SELECT position, nullif(hash, '') AS hash FROM receipt_chains WHERE tenant_id = ?
                        FOR UPDATE""")
                .param(tenant)
                .query((row, i) -> new End(row.getLong("position"), row.getString("hash")))
                .optional();
    }

    private void insert(SubjectKey key, ReceiptIssued receipt, long position, @Nullable String previous, String hash) {
        database.sql("""
                        INSERT INTO receipts (
                            receipt_id, tenant_id, subject_id, created_at, body, signature, position, prev_hash, hash,
                            request, recipe)
                        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""")
                .param(receipt.receiptId())
                .param(key.tenant())
                .param(key.subject())
                .param(Timestamp.from(receipt.createdAt()))
                .param(receipt.body())
                .param(receipt.signature())
                .param(position)
                .param(previous)
                .param(hash)
                .param(receipt.request())
                .param(receipt.recipe())
                .update();
    }
}

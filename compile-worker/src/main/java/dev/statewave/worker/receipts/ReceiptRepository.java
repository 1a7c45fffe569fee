package dev.statewave.worker.receipts;

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
            String previous = lastHash(key.tenant());
            String hash = ReceiptChain.hash(previous, receipt.body());
            insert(key, receipt, previous, hash);
            database.sql("UPDATE receipt_chains SET hash = ? WHERE tenant_id = ?")
                    .param(hash)
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

    /** Locks the chain of the tenant until the end of the transaction; null where it is new. */
    private @Nullable String lastHash(String tenant) {
        return lockedHash(tenant)
                .or(() -> {
                    database.sql("INSERT INTO receipt_chains (tenant_id, hash) VALUES (?, '') ON CONFLICT DO NOTHING")
                            .param(tenant)
                            .update();
                    return lockedHash(tenant);
                })
                .filter(hash -> !hash.isEmpty())
                .orElse(null);
    }

    private Optional<String> lockedHash(String tenant) {
        return database.sql("SELECT hash FROM receipt_chains WHERE tenant_id = ? FOR UPDATE")
                .param(tenant)
                .query(String.class)
                .optional();
    }

    private void insert(SubjectKey key, ReceiptIssued receipt, @Nullable String previous, String hash) {
        database.sql("""
                        INSERT INTO receipts (
                            receipt_id, tenant_id, subject_id, created_at, body, signature, prev_hash, hash)
                        VALUES (?, ?, ?, ?, ?, ?, ?, ?)""")
                .param(receipt.receiptId())
                .param(key.tenant())
                .param(key.subject())
                .param(Timestamp.from(receipt.createdAt()))
                .param(receipt.body())
                .param(receipt.signature())
                .param(previous)
                .param(hash)
                .update();
    }
}

package dev.statewave.context.receipts.read;

import dev.statewave.context.receipts.Ulid;
import dev.statewave.context.sql.SqlQuery;
import dev.statewave.contract.json.WireTime;
import dev.statewave.contract.rest.ApiException;
import dev.statewave.platform.postgres.ScopedReads;
import io.r2dbc.spi.Readable;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** The table of receipts, as it is read. */
@Component
public class ReceiptRepository {

    // The ids are in the order of time, so the bounds of the id spare a walk over all that is newer.
    private static final String PAGE = "SELECT " + StoredReceipt.COLUMNS
            + " FROM receipts WHERE true{subject}{tenant}{active}{before}{since}{first}{until}{last}"
            + " ORDER BY receipt_id DESC LIMIT :limit";

    private static final String FIND =
            "SELECT " + StoredReceipt.COLUMNS + " FROM receipts WHERE receipt_id = :id{tenant}";

    private static final String REPLAYABLE = """
            SELECT receipt_id, subject_id, tenant_id, body, request, recipe FROM receipts
            WHERE receipt_id = :id{tenant}""";

    private static final String ERASED = "SELECT erased_at FROM erased_receipts WHERE receipt_id = :id{tenant}";

    private static final String CHAIN = """
            SELECT tenant_id, position, receipt_id, body, signature, status, tombstoned_at, prev_hash, hash,
                NULL AS erased_at
            FROM receipts WHERE (tenant_id, position) > (:after_tenant, :after){tenant}
            UNION ALL
            SELECT tenant_id, position, receipt_id, NULL, NULL, NULL, NULL, prev_hash, hash, erased_at
            FROM erased_receipts WHERE (tenant_id, position) > (:after_tenant, :after){tenant}
            ORDER BY tenant_id, position LIMIT :limit""";

    /** An id may lie behind the time of its receipt where a clock was set back. */
    private static final Duration CLOCK_STEP = Duration.ofMinutes(5);

    private final ScopedReads database;

    ReceiptRepository(ScopedReads database) {
        this.database = database;
    }

    /** @param next the cursor of the next page; null where this one is the last */
    record Page(List<StoredReceipt> receipts, @Nullable String next) {}

    /**
     * The newest first.
     *
     * @param subject null for all
     * @param tenant null or empty for all
     */
    Mono<Page> page(@Nullable String subject, @Nullable String tenant, ReceiptQuery query) {
        Instant since = query.since();
        Instant until = query.until();
        return SqlQuery.of(PAGE)
                .ofTenant(tenant)
                .optional("subject", " AND subject_id = :subject", subject)
                .define("active", alias -> query.tombstonedToo() ? "" : " AND status = 'active'")
                .optional("before", " AND receipt_id < :before", query.cursor())
                .optional("since", " AND created_at >= :since", since)
                .optional("first", " AND receipt_id >= :first", since == null ? null : Ulid.least(since))
                .optional("until", " AND created_at < :until", until)
                .optional("last", " AND receipt_id < :last", until == null ? null : Ulid.least(until.plus(CLOCK_STEP)))
                // One more than the page tells whether there is a next one.
                .bind("limit", query.limit() + 1)
                .run(database, StoredReceipt::read)
                .collectList()
                .map(found -> found.size() > query.limit()
                        ? new Page(
                                List.copyOf(found.subList(0, query.limit())),
                                found.get(query.limit() - 1).id())
                        : new Page(found, null));
    }

    /** An error 404 where the tenant has no such receipt. */
    Mono<StoredReceipt> find(String id, @Nullable String tenant) {
        return find(FIND, id, tenant, StoredReceipt::read);
    }

    /** As {@link #find}, with what a replay needs. */
    public Mono<ReplayableReceipt> findReplayable(String id, @Nullable String tenant) {
        return find(REPLAYABLE, id, tenant, ReplayableReceipt::read);
    }

    private <T> Mono<T> find(String sql, String id, @Nullable String tenant, Function<Readable, T> row) {
        if (!Ulid.isValid(id)) {
            return Mono.error(missing());
        }
        return SqlQuery.of(sql)
                .bind("id", id)
                .ofTenant(tenant)
                .run(database, row)
                .next()
                .switchIfEmpty(Mono.defer(() -> gone(id, tenant)));
    }

    /** Who asks for a receipt that was erased is told so. */
    private <T> Mono<T> gone(String id, @Nullable String tenant) {
        return SqlQuery.of(ERASED)
                .bind("id", id)
                .ofTenant(tenant)
                .run(database, row -> row.get("erased_at", Instant.class))
                .next()
                .<ApiException>map(at -> ApiException.of(
                        404,
                        "receipt_erased",
                        "The receipt was erased with its subject at %s.".formatted(WireTime.format(at))))
                .switchIfEmpty(Mono.fromSupplier(ReceiptRepository::missing))
                .flatMap(Mono::error);
    }

    private static ApiException missing() {
        return ApiException.notFound("Receipt not found.");
    }

    /**
     * The chains, from tenant to tenant and in the order in which the receipts were stored.
     *
     * @param tenant null or empty for all
     * @param after the link before the first one; null for the beginning
     */
    Mono<List<ChainLink>> chain(@Nullable String tenant, @Nullable ChainLink after, int limit) {
        return SqlQuery.of(CHAIN)
                .ofTenant(tenant)
                .bind("after_tenant", after == null ? "" : after.tenant())
                .bind("after", after == null ? 0L : after.position())
                .bind("limit", limit)
                .run(database, ChainLink::read)
                .collectList();
    }
}

package dev.statewave.context.receipts.read;

import dev.statewave.context.receipts.Ulid;
import dev.statewave.context.sql.SqlQuery;
import dev.statewave.contract.rest.ApiException;
import dev.statewave.platform.postgres.ScopedReads;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** The table of receipts, as it is read. */
@Component
class ReceiptRepository {

    // The ids are in the order of time, so the bounds of the id spare a walk over all that is newer.
    private static final String PAGE = "SELECT " + StoredReceipt.COLUMNS
            + " FROM receipts WHERE true{subject}{tenant}{active}{before}{since}{first}{until}{last}"
            + " ORDER BY receipt_id DESC LIMIT :limit";

    private static final String FIND =
            "SELECT " + StoredReceipt.COLUMNS + " FROM receipts WHERE receipt_id = :id{tenant}";

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
        Mono<StoredReceipt> missing = Mono.error(() -> ApiException.notFound("Receipt not found."));
        if (!Ulid.isValid(id)) {
            return missing;
        }
        return SqlQuery.of(FIND)
                .bind("id", id)
                .ofTenant(tenant)
                .run(database, StoredReceipt::read)
                .next()
                .switchIfEmpty(missing);
    }
}

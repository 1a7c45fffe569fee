package dev.statewave.context.admin;

import dev.statewave.contract.json.WireTime;
import io.r2dbc.spi.Readable;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Columns as bodies under {@code /admin} have them: times with {@code +00:00}, and null for no tenant. */
public final class AdminRows {

    /**
     * How many rows a list counts at most for its {@code total}: a filter may fit most of a table, and no page of it
     * should cost a scan of all.
     */
    public static final int MAX_TOTAL = 100_000;

    private AdminRows() {}

    public static @Nullable String time(Readable row, String column) {
        Instant time = row.get(column, Instant.class);
        return time == null ? null : WireTime.formatWithOffset(time);
    }

    public static @Nullable String tenant(Readable row) {
        String tenant = row.get("tenant_id", String.class);
        return tenant == null || tenant.isEmpty() ? null : tenant;
    }

    /** Of a statement whose only column is {@code total}. */
    public static long total(Readable row) {
        return row.get("total", Long.class);
    }
}

package dev.statewave.context.sql;

import dev.statewave.platform.postgres.ScopedReads;
import dev.statewave.platform.postgres.TenantScope;
import io.r2dbc.spi.Readable;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

/** A statement that grows with its conditions; every value is bound and none becomes part of the text. */
public final class SqlQuery {

    private final StringBuilder sql = new StringBuilder();
    private final List<Object> values = new ArrayList<>();
    private TenantScope scope = TenantScope.NONE;

    public SqlQuery add(String text) {
        sql.append(text).append(' ');
        return this;
    }

    /** @param text with one {@code ?} where the value goes */
    public SqlQuery add(String text, Object value) {
        values.add(value);
        return add(text.replace("?", "$" + values.size()));
    }

    /**
     * Rows of a subject, and of exactly this tenant where there is one. Without a tenant there is no filter: an
     * installation that does not require tenants sees all of them.
     *
     * @param alias the table, with a dot, or an empty string
     */
    public SqlQuery ofSubject(String alias, String subject, @Nullable String tenant) {
        add(alias + "subject_id = ?", subject);
        return tenant(alias, tenant);
    }

    /** As {@link #ofSubject}, for all subjects; a condition has to stand before it. */
    public SqlQuery tenant(String alias, @Nullable String tenant) {
        scope = TenantScope.ofReader(tenant);
        return tenant == null || tenant.isEmpty() ? this : add("AND " + alias + "tenant_id = ?", tenant);
    }

    /** Nothing is found where no subject and no tenant was named: the database is not told whose rows may be seen. */
    public <T> Flux<T> run(ScopedReads database, Function<? super Readable, T> row) {
        return database.run(scope, sql.toString(), values, row);
    }

    /** To be asked together with others. */
    public <T> ScopedReads.Read<T> read(Function<? super Readable, T> row) {
        return new ScopedReads.Read<>(sql.toString(), List.copyOf(values), row);
    }
}

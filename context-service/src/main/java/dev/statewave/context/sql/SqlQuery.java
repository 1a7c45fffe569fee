package dev.statewave.context.sql;

import dev.statewave.platform.policy.PolicyView;
import dev.statewave.platform.postgres.ScopedReads;
import dev.statewave.platform.postgres.TenantScope;
import io.r2dbc.spi.Readable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

/**
 * A statement with named values and conditions. {@code :name} stands for a value, which is bound and never becomes part
 * of the text. {@code {name}} and {@code {name alias}} stand for a condition, for a table with this alias.
 */
public final class SqlQuery {

    private final String sql;
    private final Map<String, Object> values = new HashMap<>();
    private final Map<String, UnaryOperator<String>> conditions = new HashMap<>();
    private TenantScope scope = TenantScope.NONE;

    private SqlQuery(String sql) {
        this.sql = sql;
    }

    public static SqlQuery of(String sql) {
        return new SqlQuery(sql);
    }

    public SqlQuery bind(String name, Object value) {
        values.put(name, value);
        return this;
    }

    /**
     * Defines a condition.
     *
     * @param condition of the alias with its dot, or of an empty text where there is no alias
     */
    public SqlQuery define(String name, UnaryOperator<String> condition) {
        conditions.put(name, condition);
        return this;
    }

    /** Defines a condition that holds only where there is a value, which stands in it under the same name. */
    public SqlQuery optional(String name, String condition, @Nullable Object value) {
        if (value != null) {
            bind(name, value);
        }
        return define(name, alias -> value == null ? "" : condition);
    }

    /**
     * Defines {@code {subject alias}}: rows of a subject, and of exactly this tenant where there is one. Without a
     * tenant there is no filter: an installation that does not require tenants sees all of them.
     */
    public SqlQuery ofSubject(String subject, @Nullable String tenant) {
        ofTenant(tenant);
        return bind("subject", subject)
                .define("subject", alias -> alias + "subject_id = :subject" + tenantCondition(alias, tenant));
    }

    /** Defines {@code {tenant alias}}, for all subjects; another condition has to stand before it. */
    public SqlQuery ofTenant(@Nullable String tenant) {
        scope = TenantScope.ofReader(tenant);
        if (tenant != null && !tenant.isEmpty()) {
            bind("tenant", tenant);
        }
        return define("tenant", alias -> tenantCondition(alias, tenant));
    }

    /**
     * Defines {@code {visible alias}} and {@code {visible_episode alias}}, memories and episodes that a caller is
     * shown; another condition has to stand before them.
     */
    public SqlQuery visibleTo(PolicyView view) {
        UUID[] memories = view.hiddenMemories();
        UUID[] episodes = view.hiddenEpisodes();
        return bind("hidden_memories", memories)
                .bind("hidden_episodes", episodes)
                .define(
                        "visible",
                        alias -> memories.length == 0 ? "" : " AND " + alias + "id <> ALL (:hidden_memories)")
                .define(
                        "visible_episode",
                        alias -> episodes.length == 0 ? "" : " AND " + alias + "id <> ALL (:hidden_episodes)");
    }

    private static String tenantCondition(String alias, @Nullable String tenant) {
        return tenant == null || tenant.isEmpty() ? "" : " AND " + alias + "tenant_id = :tenant";
    }

    /** Without a subject and a tenant, row-level security hides all rows. */
    public <T> Flux<T> run(ScopedReads database, Function<? super Readable, T> row) {
        ScopedReads.Read<T> read = read(row);
        return database.run(scope, read.sql(), read.values(), read.row());
    }

    /** To be asked together with others. */
    public <T> ScopedReads.Read<T> read(Function<? super Readable, T> row) {
        var bound = new ArrayList<>();
        String text = numbered(expanded(), bound);
        return new ScopedReads.Read<>(text, List.copyOf(bound), row);
    }

    /** With the conditions in their places. */
    private String expanded() {
        var text = new StringBuilder(sql.length() * 2);
        int from = 0;
        for (int open = sql.indexOf('{'); open >= 0; open = sql.indexOf('{', open + 1)) {
            int close = sql.indexOf('}', open);
            if (close < 0 || !Character.isLetter(sql.charAt(open + 1))) {
                continue;
            }
            String[] reference = sql.substring(open + 1, close).split(" ");
            UnaryOperator<String> condition = conditions.get(reference[0]);
            if (condition == null) {
                throw new IllegalStateException("The condition {" + reference[0] + "} is not defined: " + sql);
            }
            text.append(sql, from, open).append(condition.apply(reference.length == 1 ? "" : reference[1] + "."));
            from = close + 1;
        }
        return text.append(sql, from, sql.length()).toString();
    }

    /** With {@code $1}, {@code $2} … for the names; a name that stands there twice is one value. */
    private String numbered(String named, List<Object> bound) {
        var numbers = new HashMap<String, Integer>();
        var text = new StringBuilder(named.length());
        int i = 0;
        while (i < named.length()) {
            char c = named.charAt(i);
            boolean name = c == ':'
                    && i + 1 < named.length()
                    && Character.isLetter(named.charAt(i + 1))
                    && (i == 0 || named.charAt(i - 1) != ':');
            if (!name) {
                text.append(c);
                i++;
                continue;
            }
            int end = i + 1;
            while (end < named.length() && isPartOfName(named.charAt(end))) {
                end++;
            }
            text.append('$').append(numbers.computeIfAbsent(named.substring(i + 1, end), key -> number(key, bound)));
            i = end;
        }
        return text.toString();
    }

    private int number(String name, List<Object> bound) {
        Object value = values.get(name);
        if (value == null) {
            throw new IllegalStateException("The value :" + name + " is not bound: " + sql);
        }
        bound.add(value);
        return bound.size();
    }

    private static boolean isPartOfName(char c) {
        return Character.isLetterOrDigit(c) || c == '_';
    }
}

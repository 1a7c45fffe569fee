package dev.statewave.context.admin;

import dev.statewave.context.sql.SqlQuery;
import dev.statewave.platform.postgres.ScopedReads;
import io.r2dbc.spi.Readable;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** How many rows there are, without counting them: sums of what each day has, up to the last transaction. */
@Component
public class CountRepository {

    private static final String COUNTS = """
            SELECT counted, status,
                sum(amount)::bigint AS total,
                coalesce(sum(amount) FILTER (WHERE day >= :today), 0)::bigint AS today,
                coalesce(sum(amount) FILTER (WHERE day > :today - 7), 0)::bigint AS week,
                coalesce(sum(amount) FILTER (WHERE day > :today - 30), 0)::bigint AS month
            FROM (
                SELECT counted, status, day, amount FROM daily_counts WHERE true{tenant}
                UNION ALL
                SELECT counted, status, day, amount FROM count_changes WHERE true{tenant}) all_counts
            GROUP BY counted, status HAVING sum(amount) <> 0""";

    private final ScopedReads database;

    CountRepository(ScopedReads database) {
        this.database = database;
    }

    /** What is counted. */
    public enum Counted {
        EPISODES("episodes"),
        MEMORIES("memories"),
        JOBS("jobs"),
        WEBHOOKS("webhooks");

        private final String wire;

        Counted(String wire) {
            this.wire = wire;
        }
    }

    /** Of rows that were created on a day (UTC) of the last one, seven or thirty, or ever. */
    public record Amounts(long today, long week, long month, long total) {

        private static final Amounts NONE = new Amounts(0, 0, 0, 0);

        Amounts plus(Amounts other) {
            return new Amounts(today + other.today, week + other.week, month + other.month, total + other.total);
        }
    }

    /** @param status empty for what has none */
    public record Count(String counted, String status, Amounts amounts) {}

    /** All counts of one look. */
    public record Counts(List<Count> counts) {

        /** Of any status. */
        public Amounts of(Counted counted) {
            return ofKind(counted).stream().map(Count::amounts).reduce(Amounts.NONE, Amounts::plus);
        }

        /** One for each status that there is. */
        public List<Count> ofKind(Counted counted) {
            return counts.stream()
                    .filter(count -> count.counted().equals(counted.wire))
                    .toList();
        }

        /** How many there ever were of a status. */
        public long total(Counted counted, String status) {
            return ofKind(counted).stream()
                    .filter(count -> count.status().equals(status))
                    .mapToLong(count -> count.amounts().total())
                    .sum();
        }
    }

    /**
     * @param tenant null for all
     * @param today in UTC
     */
    public Mono<Counts> read(@Nullable String tenant, LocalDate today) {
        return read(SqlQuery.of(COUNTS).ofTenant(tenant), today);
    }

    /** Of rows that belong to no tenant. */
    public Mono<Counts> readWithoutTenant(LocalDate today) {
        return read(SqlQuery.of(COUNTS).ofTenant(null).define("tenant", alias -> " AND tenant_id = ''"), today);
    }

    private Mono<Counts> read(SqlQuery query, LocalDate today) {
        return query.bind("today", today)
                .run(database, CountRepository::read)
                .collectList()
                .map(Counts::new);
    }

    private static Count read(Readable row) {
        return new Count(
                row.get("counted", String.class),
                row.get("status", String.class),
                new Amounts(
                        row.get("today", Long.class),
                        row.get("week", Long.class),
                        row.get("month", Long.class),
                        row.get("total", Long.class)));
    }
}

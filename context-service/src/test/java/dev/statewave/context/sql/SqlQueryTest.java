package dev.statewave.context.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.statewave.platform.postgres.ScopedReads;
import java.util.List;
import org.junit.jupiter.api.Test;

class SqlQueryTest {

    @Test
    void names_becomeNumbers_inTheOrderInWhichTheyAreMet() {
        var read = read(SqlQuery.of("SELECT :b::halfvec, :a, :b FROM t WHERE x = ANY (:list_2)")
                .bind("a", 1)
                .bind("b", "[2]")
                .bind("list_2", "three"));

        assertThat(read.sql()).isEqualTo("SELECT $1::halfvec, $2, $1 FROM t WHERE x = ANY ($3)");
        assertThat(read.values()).isEqualTo(List.of("[2]", 1, "three"));
    }

    @Test
    void subject_isHeldToItsTenant_whereThereIsOne() {
        String sql = "SELECT 1 FROM t m WHERE {subject m} AND x";

        assertThat(read(SqlQuery.of(sql).ofSubject("ada", "acme")).sql())
                .isEqualTo("SELECT 1 FROM t m WHERE m.subject_id = $1 AND m.tenant_id = $2 AND x");
        assertThat(read(SqlQuery.of(sql).ofSubject("ada", "")).sql())
                .isEqualTo(read(SqlQuery.of(sql).ofSubject("ada", null)).sql())
                .isEqualTo("SELECT 1 FROM t m WHERE m.subject_id = $1 AND x");
    }

    @Test
    void optionalCondition_isLeftOutWithoutAValue() {
        String sql = "SELECT 1 FROM t WHERE true{kind}";

        assertThat(read(SqlQuery.of(sql).optional("kind", " AND kind = :kind", null))
                        .sql())
                .isEqualTo("SELECT 1 FROM t WHERE true");
        assertThat(read(SqlQuery.of(sql).optional("kind", " AND kind = :kind", "fact")))
                .extracting(ScopedReads.Read::sql, ScopedReads.Read::values)
                .containsExactly("SELECT 1 FROM t WHERE true AND kind = $1", List.of("fact"));
    }

    @Test
    void values_areNeverReadAsPartOfTheStatement() {
        assertThat(read(SqlQuery.of("SELECT :a").bind("a", "x'; {subject} :b")))
                .extracting(ScopedReads.Read::sql, ScopedReads.Read::values)
                .containsExactly("SELECT $1", List.of("x'; {subject} :b"));
    }

    @Test
    void bracesAndCasts_thatAreNoNames_stay() {
        assertThat(read(SqlQuery.of("SELECT '{}'::json, now()::date")).sql())
                .isEqualTo("SELECT '{}'::json, now()::date");
    }

    @Test
    void unknownName_isRefused() {
        assertThatThrownBy(() -> read(SqlQuery.of("SELECT :a"))).hasMessageContaining(":a");
        assertThatThrownBy(() -> read(SqlQuery.of("SELECT {a}"))).hasMessageContaining("{a}");
    }

    private static ScopedReads.Read<String> read(SqlQuery query) {
        return query.read(row -> "");
    }
}

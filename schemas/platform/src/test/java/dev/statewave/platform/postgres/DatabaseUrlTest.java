package dev.statewave.platform.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DatabaseUrlTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "postgresql://u:p%40ss@db:5433/x?sslmode=require",
                "postgresql+asyncpg://u:p%40ss@db:5433/x?sslmode=require",
                "postgres://u:p%40ss@db:5433/x?sslmode=require"
            })
    void everySpelling_isRead(String url) {
        assertThat(DatabaseUrl.parse(url)).isEqualTo(new DatabaseUrl("db", 5433, "x", "u", "p@ss", "sslmode=require"));
    }

    @Test
    void jdbc_carriesTheOptions() {
        assertThat(DatabaseUrl.parse("postgresql://u@db/x?a=b").jdbc()).isEqualTo("jdbc:postgresql://db:5432/x?a=b");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "mysql://u:secret@h/d", "postgresql://u:secret@h", "postgresql://u:sec ret@h/d"})
    void malformed_isRefusedWithoutItsPassword(String url) {
        assertThatThrownBy(() -> DatabaseUrl.parse(url))
                .hasMessageContaining("postgresql://user:password@host:5432/database")
                .hasMessageNotContaining("secret")
                .hasMessageNotContaining("sec ret");
    }

    @Test
    void text_hidesThePassword() {
        assertThat(DatabaseUrl.parse("postgresql://u:secret@h/d").toString()).doesNotContain("secret");
    }
}

package dev.statewave.harness.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.statewave.platform.postgres.DatabaseUrl;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Rebuilds of many subjects. */
class RebuildIT {

    private static final Duration SOON = Duration.ofSeconds(60);

    private final TestSystem system = TestSystem.get();
    private final Api api = system.api();
    private final String tenant = "rebuild-" + UUID.randomUUID().toString().substring(0, 8);

    private void record(String subject, String text) throws Exception {
        assertThat(api.post(
                                "/v1/episodes",
                                "{'subject_id':'%s','source':'user','type':'m','payload':{'text':'%s'}}"
                                        .formatted(subject, text),
                                "X-Tenant-ID",
                                tenant)
                        .status())
                .isEqualTo(201);
    }

    private void awaitSettled() {
        await().atMost(SOON)
                .until(() -> system.count("SELECT count(*) FROM uncompiled_subjects WHERE tenant_id = ?", tenant) == 0
                        && system.count(
                                        "SELECT count(*) FROM subject_compiles "
                                                + "WHERE tenant_id = ? AND unembedded_since IS NOT NULL",
                                        tenant)
                                == 0);
    }

    /** Of all that a rebuild makes, with ids, places, times and vectors. */
    private String digest() throws SQLException {
        DatabaseUrl url = DatabaseUrl.parse(system.databaseUrl());
        try (var connection = DriverManager.getConnection(url.jdbc(), url.user(), url.password());
                var statement = connection.prepareStatement("""
                        SELECT count(*) || ' ' || md5(string_agg(r::text, '|' ORDER BY r::text COLLATE "C"))
                        FROM (SELECT m.*, e.model, e.embedding FROM memories m
                              LEFT JOIN memory_embeddings e ON e.memory_id = m.id WHERE m.tenant_id = ?) r""")) {
            statement.setString(1, tenant);
            try (var row = statement.executeQuery()) {
                row.next();
                return row.getString(1);
            }
        }
    }

    private Api.Answer rebuilt(String body) throws Exception {
        var begun = api.post("/admin/rebuilds", body);
        assertThat(begun.status()).as(begun.body().toString()).isEqualTo(202);
        String path = "/admin/rebuilds/" + begun.at("/id").asString();
        await().atMost(SOON).until(() -> api.get(path).at("/status").asString().equals("completed"));
        return api.get(path);
    }

    @Test
    void rebuildOfATenant_changesNothing_whileReadersSeeWholeAnswers() throws Exception {
        for (int i = 0; i < 3; i++) {
            String subject = "s" + i;
            record(subject, "My name is Ada. I live in London. I use vim.");
            awaitSettled();
            record(subject, "I live in Lisbon. " + "Long ago there was a story about boats and rivers. ".repeat(80));
        }
        awaitSettled();
        assertThat(system.count("SELECT count(*) FROM memories WHERE tenant_id = ? AND status = 'superseded'", tenant))
                .isPositive();
        String before = digest();

        var rebuilding = new AtomicBoolean(true);
        var reader = CompletableFuture.supplyAsync(() -> {
            int answers = 0;
            while (rebuilding.get()) {
                try {
                    var context = api.post(
                            "/v1/context",
                            "{'subject_id':'s1','task':'Where does she live, and what is her name?'}",
                            "X-Tenant-ID",
                            tenant);
                    assertThat(context.at("/assembled_context").asString()).contains("Lisbon", "Ada");
                    answers++;
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            }
            return answers;
        });
        var ended = rebuilt("{'tenant_id':'%s'}".formatted(tenant));
        rebuilding.set(false);

        assertThat(reader.get()).isPositive();
        assertThat(ended.at("/subjects").intValue()).isEqualTo(3);
        assertThat(ended.at("/done").intValue()).isEqualTo(3);
        assertThat(ended.at("/failed").intValue()).isZero();
        assertThat(ended.at("/memories").intValue()).isPositive();
        assertThat(digest()).isEqualTo(before);
        assertThat(api.get("/admin/rebuilds?tenant_id=" + tenant).at("/total").intValue())
                .isOne();
        assertThat(system.count(
                        "SELECT count(*) FROM admin_actions WHERE action = 'rebuild' AND target = ?",
                        ended.at("/id").asString()))
                .isOne();
    }

    @Test
    void memoriesWithoutEpisodes_stay() throws Exception {
        record("s", "My name is Ada. I live in London.");
        awaitSettled();
        long memories = system.count("SELECT count(*) FROM memories WHERE tenant_id = ?", tenant);
        system.update("DELETE FROM episodes WHERE tenant_id = ?", tenant);

        var begun = api.post("/admin/subjects/s/rebuild", "{'tenant_id':'%s'}".formatted(tenant));
        assertThat(begun.status()).as("%s", begun.body()).isEqualTo(202);
        await().atMost(SOON)
                .until(() -> system.count(
                                "SELECT count(*) FROM compile_jobs WHERE tenant_id = ? AND status = 'completed' "
                                        + "AND mode = 'rebuild'",
                                tenant)
                        == 1);
        rebuilt("{'tenant_id':'%s','subject_id':'s'}".formatted(tenant));

        assertThat(memories).isPositive();
        assertThat(system.count("SELECT count(*) FROM memories WHERE tenant_id = ?", tenant))
                .isEqualTo(memories);
    }

    /** As after a change of the compiler: some memories are no longer made, others are new, the rest stays. */
    @Test
    void memoriesThatAreMadeOtherwise_areReplaced_andTheRestStays() throws Exception {
        record("s", "My name is Ada. I live in London. I use vim.");
        awaitSettled();
        long all = system.count("SELECT count(*) FROM memories WHERE tenant_id = ?", tenant);
        system.update(
                "UPDATE memories SET content = 'of an old compiler' WHERE tenant_id = ? AND content LIKE '%London%' "
                        + "AND kind = 'profile_fact'",
                tenant);
        system.update(
                "UPDATE memories SET summary = 'old' WHERE tenant_id = ? AND content LIKE '%vim%' "
                        + "AND kind = 'profile_fact'",
                tenant);
        String kept = "SELECT count(*) FROM memories WHERE tenant_id = ? AND created_at = updated_at";
        long untouched = system.count(kept, tenant);

        rebuilt("{'tenant_id':'%s','subject_id':'s'}".formatted(tenant));
        awaitSettled();

        assertThat(system.count("SELECT count(*) FROM memories WHERE tenant_id = ?", tenant))
                .isEqualTo(all);
        assertThat(system.count(
                        "SELECT count(*) FROM memories WHERE tenant_id = ? "
                                + "AND (content = 'of an old compiler' OR summary = 'old')",
                        tenant))
                .isZero();
        assertThat(system.count(
                        "SELECT count(*) FROM memories m WHERE tenant_id = ? AND NOT EXISTS (SELECT FROM memory_embeddings e "
                                + "WHERE e.memory_id = m.id)",
                        tenant))
                .isZero();
        assertThat(system.count(kept, tenant)).isLessThan(untouched);
    }

    @Test
    void whatNamesNothing_isRefused() throws Exception {
        assertThat(api.post("/admin/rebuilds", "{}").status()).isEqualTo(400);
        assertThat(api.post("/admin/rebuilds", "{'since':'yesterday'}").status())
                .isEqualTo(422);
        assertThat(api.get("/admin/rebuilds/nothing").status()).isEqualTo(404);
        var nobody = rebuilt("{'tenant_id':'nobody-%s'}".formatted(tenant));
        assertThat(nobody.at("/subjects").intValue()).isZero();
        var other = rebuilt("{'tenant_id':'%s','since':'2000-01-01','until':'2000-01-02'}".formatted(tenant));
        assertThat(other.at("/subjects").intValue()).isZero();
    }
}

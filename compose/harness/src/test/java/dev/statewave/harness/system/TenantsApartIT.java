package dev.statewave.harness.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.statewave.contract.json.Json;
import dev.statewave.contract.subjectlog.SubjectKey;
import dev.statewave.contract.topics.Topics;
import dev.statewave.platform.postgres.DatabaseSettings;
import dev.statewave.platform.postgres.ReadPool;
import dev.statewave.platform.postgres.ScopedReads;
import dev.statewave.platform.postgres.ScopedTransactions;
import dev.statewave.platform.postgres.TenantScope;
import dev.statewave.platform.postgres.WorkPool;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/**
 * Nothing of one tenant reaches another: neither past the filters of the application nor past those of the database.
 */
class TenantsApartIT {

    private static final Duration SOON = Duration.ofSeconds(30);
    private static final List<String> TABLES = List.of(
            "episodes",
            "memories",
            "memory_embeddings",
            "resolutions",
            "compile_jobs",
            "subject_compiles",
            "subject_health",
            "subject_activity",
            "subject_sessions",
            "subject_memories",
            "count_changes");

    private final TestSystem system = TestSystem.get();
    private final Api api = system.api();
    private final String run = UUID.randomUUID().toString().substring(0, 8);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "episodes",
                "memories",
                "memory_embeddings",
                "resolutions",
                "compile_jobs",
                "subject_compiles",
                "subject_health",
                "webhook_deliveries"
            })
    void statementWithoutAnyFilter_findsOwnRowsOnly(String table) throws Exception {
        String mine = "mine-" + run;
        String theirs = "theirs-" + run;
        fill(mine);
        fill(theirs);
        var pool = ReadPool.open(database());
        try {
            var reads = new ScopedReads(pool, new SimpleMeterRegistry());

            assertThat(tenants(reads, TenantScope.of(mine), table)).containsOnly(mine);
            assertThat(tenants(reads, TenantScope.of(theirs), table)).containsOnly(theirs);
            assertThat(tenants(reads, TenantScope.of("nobody-" + run), table)).isEmpty();
            assertThat(tenants(reads, TenantScope.NONE, table)).isEmpty();
            assertThat(tenants(reads, TenantScope.ALL, table)).contains(mine, theirs);
        } finally {
            pool.dispose();
        }
    }

    @Test
    void writeOfAnotherTenantsRow_isRefusedByTheDatabase() throws Exception {
        String mine = "mine-" + run;
        String theirs = "theirs-" + run;
        fill(theirs);
        try (var pool = WorkPool.open(database(), "test")) {
            var transactions = new ScopedTransactions(pool);
            var jdbc = JdbcClient.create(pool);
            String insert = "INSERT INTO resolutions "
                    + "VALUES (gen_random_uuid(), ?, 's', 's', 'open', null, '{}', null, now(), now())";

            assertThatThrownBy(() -> transactions.run(
                            TenantScope.of(mine),
                            () -> jdbc.sql(insert).param(theirs).update()))
                    .isInstanceOf(DataAccessException.class)
                    .hasStackTraceContaining("row-level security");
            for (String table : TABLES) {
                assertThat(transactions.in(TenantScope.of(mine), () -> jdbc.sql("DELETE FROM " + table)
                                .update()))
                        .isZero();
                assertThat(transactions.in(TenantScope.NONE, () -> jdbc.sql("DELETE FROM " + table)
                                .update()))
                        .isZero();
            }
            assertThat(transactions.in(TenantScope.of(mine), () -> jdbc.sql("UPDATE episodes SET tenant_id = ?")
                            .param(mine)
                            .update()))
                    .isZero();
        }
        assertThat(system.count("SELECT count(*) FROM episodes WHERE tenant_id = ?", theirs))
                .isPositive();
    }

    @Test
    void role_cannotBypassTheRowsItIsHeldTo() {
        assertThat(system.count(
                        "SELECT count(*) FROM pg_roles WHERE rolname = ? AND NOT rolsuper AND NOT rolbypassrls",
                        TenantScope.ROLE))
                .isOne();
        assertThat(system.count("""
                SELECT count(*) FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant_id'
                WHERE c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace
                  AND NOT (c.relrowsecurity AND c.relforcerowsecurity)
                  AND c.relname NOT IN ('api_keys')"""))
                .as("tables with a tenant and without forced row-level security")
                .isZero();
    }

    /** Every tenant uses the same subject, session and idempotency key; what it says carries its own mark. */
    @Test
    void noAnswer_carriesTheMarkOfAnotherTenant() throws Exception {
        long seed = System.nanoTime();
        var random = new Random(seed);
        List<String> tenants = List.of(
                "a-" + run,
                "A-" + run,
                "a-" + run + "/b",
                "all",
                "tenant:a-" + run,
                "'; SELECT '" + run,
                "*",
                "%" + run);
        String subject = "shared/" + run + ":user@x";
        for (int i = 0; i < tenants.size(); i++) {
            record(random, tenants.get(i), subject, "mark" + i + "x" + run);
        }
        await().atMost(SOON)
                .until(() -> system.count("SELECT count(*) FROM episodes WHERE subject_id = ?", subject)
                        == 3L * tenants.size());
        for (int i = 0; i < tenants.size(); i++) {
            look(random, tenants.get(i), subject, "mark" + i + "x" + run, tenants.size(), seed);
        }
        // The deletion of one takes nothing from the others.
        var deleted = api.delete("/v1/subjects/" + encode(subject), "X-Tenant-ID", tenants.getFirst());
        assertThat(deleted.at("/episodes_deleted").asInt()).as("seed %d", seed).isEqualTo(3);
        assertThat(system.count("SELECT count(*) FROM episodes WHERE subject_id = ?", subject))
                .isEqualTo(3L * (tenants.size() - 1));
    }

    private void record(Random random, String tenant, String subject, String mark) throws Exception {
        String body = ("{'subject_id':'%s','source':'user','type':'message','session_id':'s1',"
                        + "'idempotency_key':'k','payload':%s}")
                .formatted(subject, "{'text':'My name is Ada. I use %s.'}".formatted(mark));
        String name = random.nextBoolean() ? "X-Tenant-ID" : "x-statewave-tenant-id";
        assertThat(api.post("/v1/episodes", body, name, tenant).status()).isEqualTo(201);
        // A tenant in the body is none over REST, where the header alone counts.
        String lie = body.replace("'k'", "'k2'").replaceFirst("\\{", "{'tenant_id':'all','tenant':'all',");
        assertThat(api.post("/v1/episodes", lie, name, tenant).status()).isEqualTo(201);
        String viaKafka = body.replace("'k'", "'k3'");
        if (random.nextBoolean()) {
            system.produce(Topics.EPISODES, "any", viaKafka, Map.of("X-Tenant-ID", tenant));
        } else {
            // The key of a record is the producer's own and names no tenant.
            var withTenant = (tools.jackson.databind.node.ObjectNode) Json.tree(viaKafka.replace('\'', '"'));
            system.produce(
                    Topics.EPISODES,
                    new SubjectKey("all", subject).encoded(),
                    withTenant.put("tenant_id", tenant).toString().replace("'", "\\u0027"),
                    Map.of());
        }
        api.post(
                "/v1/resolutions",
                "{'subject_id':'%s','session_id':'s1','status':'open','resolution_summary':'%s'}"
                        .formatted(subject, mark),
                name,
                tenant);
    }

    private void look(Random random, String tenant, String subject, String mark, int tenants, long seed)
            throws Exception {
        String name = random.nextBoolean() ? "X-Tenant-ID" : "x-statewave-tenant-id";
        String id = encode(subject);
        var compiled = api.post("/v1/memories/compile", "{'subject_id':'%s'}".formatted(subject), name, tenant);
        var context = api.post(
                "/v1/context",
                "{'subject_id':'%s','task':'what is used','session_id':'s1'}".formatted(subject),
                name,
                tenant);
        var answers = List.of(
                compiled,
                context,
                api.get("/v1/timeline?subject_id=" + id, name, tenant),
                api.get("/v1/memories/search?subject_id=" + id + "&q=use&limit=200", name, tenant),
                api.get("/v1/memories/search?subject_id=" + id + "&q=use&semantic=true&limit=200", name, tenant),
                api.get("/v1/resolutions?subject_id=" + id, name, tenant),
                api.post("/v1/handoff", "{'subject_id':'%s','session_id':'s1'}".formatted(subject), name, tenant),
                api.get("/v1/subjects/" + id + "/health", name, tenant),
                api.get("/v1/subjects/" + id + "/sla", name, tenant),
                api.get("/v1/subjects?limit=200", name, tenant));
        for (var answer : answers) {
            String text = new String(answer.raw(), StandardCharsets.UTF_8);
            assertThat(answer.status()).as("%s (seed %d)", text, seed).isEqualTo(200);
            for (int other = 0; other < tenants; other++) {
                String foreign = "mark" + other + "x" + run;
                if (!foreign.equals(mark)) {
                    assertThat(text).as("tenant %s, seed %d", tenant, seed).doesNotContain(foreign);
                }
            }
        }
        assertThat(context.at("/assembled_context").asString())
                .as("tenant %s, seed %d", tenant, seed)
                .contains(mark);
        JsonNode memory = compiled.at("/memories/0");
        String labels = "/v1/memories/" + memory.path("id").asString() + "/labels";
        assertThat(api.send("PATCH", labels, "{\"sensitivity_labels\":[\"x\"]}", name, "stranger-" + run)
                        .status())
                .isEqualTo(404);
        assertThat(api.send("PATCH", labels, "{\"sensitivity_labels\":[\"x\"]}", name, tenant)
                        .status())
                .isEqualTo(200);
        String job = compiled.at("/job_id").asString();
        assertThat(api.get("/v1/memories/compile/" + job, name, "stranger-" + run)
                        .status())
                .isEqualTo(404);
    }

    private void fill(String tenant) throws Exception {
        String subject = "s-" + run;
        if (system.count("SELECT count(*) FROM episodes WHERE tenant_id = ?", tenant) > 0) {
            return;
        }
        api.post(
                "/v1/episodes",
                "{'subject_id':'%s','source':'user','type':'m','payload':{'text':'I use vim'}}".formatted(subject),
                "X-Tenant-ID",
                tenant);
        api.post("/v1/memories/compile", "{'subject_id':'%s'}".formatted(subject), "X-Tenant-ID", tenant);
        api.post(
                "/v1/resolutions",
                "{'subject_id':'%s','session_id':'s','status':'open'}".formatted(subject),
                "X-Tenant-ID",
                tenant);
        api.get("/v1/subjects/" + subject + "/health", "X-Tenant-ID", tenant);
        for (String table : List.of("memory_embeddings", "subject_health", "webhook_deliveries")) {
            await().atMost(SOON)
                    .until(() -> system.count("SELECT count(*) FROM " + table + " WHERE tenant_id = ?", tenant) > 0);
        }
    }

    private static List<String> tenants(ScopedReads reads, TenantScope scope, String table) {
        return reads.run(scope, "SELECT DISTINCT tenant_id FROM " + table, List.of(), row -> row.get(0, String.class))
                .collectList()
                .block(SOON);
    }

    private DatabaseSettings database() {
        return new DatabaseSettings(system.databaseUrl(), "", 2, 5, false);
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}

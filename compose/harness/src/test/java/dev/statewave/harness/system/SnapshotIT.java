package dev.statewave.harness.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.statewave.contract.json.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A subject is kept, comes back as if it had been recorded just now, and idle ones are cleaned up. */
class SnapshotIT {

    private final TestSystem system = TestSystem.get();
    private final Api api = system.api();
    private final String run = UUID.randomUUID().toString().substring(0, 8);
    private final String source = "demo:" + run;
    private final String name = "demo " + run;

    @BeforeEach
    void fill() throws Exception {
        for (String text : List.of("My name is Ada. I use vim.", "I live in London.")) {
            api.post(
                    "/v1/episodes",
                    ("{'subject_id':'%s','source':'user','type':'m','session_id':'s1',"
                                    + "'occurred_at':'2026-01-01T00:00:00Z','payload':{'text':'%s'}}")
                            .formatted(source, text));
        }
        api.post("/v1/memories/compile", "{'subject_id':'%s'}".formatted(source));
        api.post("/v1/resolutions", "{'subject_id':'%s','session_id':'s1','status':'resolved'}".formatted(source));
    }

    private Api.Answer create(String more) throws Exception {
        return api.post("/admin/snapshots", "{'name':'%s','source_subject_id':'%s'%s}".formatted(name, source, more));
    }

    private JsonNode listed() throws Exception {
        for (JsonNode one : api.get("/admin/snapshots").at("/snapshots")) {
            if (one.path("name").asString().equals(name)) {
                return one;
            }
        }
        return Json.object();
    }

    private static void age(TestSystem system, String subject, int days) {
        system.update(
                "UPDATE episodes SET created_at = created_at - make_interval(days => ?) WHERE subject_id = ?",
                days,
                subject);
    }

    @Test
    void snapshot_comesBackAsIfItWereNew() throws Exception {
        age(system, source, 30);
        var created = create(",'metadata':{'for':'demo'}");
        assertThat(created.status()).as(created.body().toString()).isEqualTo(200);
        assertThat(created.at("/status").asString()).isEqualTo("created");
        assertThat(created.at("/episode_count").intValue()).isEqualTo(2);
        assertThat(listed().at("/memory_count").intValue())
                .isEqualTo(created.at("/memory_count").intValue())
                .isPositive();
        assertThat(listed().at("/metadata/for").asString()).isEqualTo("demo");
        assertThat(api.get("/v1/subjects?limit=200").body().toString()).doesNotContain("_snapshot/");
        assertThat(create("").at("/status").asString()).isEqualTo("exists");
        // What becomes of the source does not concern it.
        api.delete("/v1/subjects/" + source);

        String target = "live_" + run;
        var restored = api.post(
                "/admin/snapshots/" + created.at("/id").asString() + "/restore",
                "{'target_subject_id':'%s'}".formatted(target));

        assertThat(restored.status()).as(restored.body().toString()).isEqualTo(200);
        assertThat(restored.at("/episodes_restored").intValue()).isEqualTo(2);
        assertThat(restored.at("/memories_restored").intValue())
                .isEqualTo(created.at("/memory_count").intValue());
        assertThat(restored.at("/resolutions_restored").intValue()).isOne();
        JsonNode episode = api.get("/v1/timeline?subject_id=" + target).at("/episodes/1");
        assertThat(Instant.parse(episode.path("created_at").asString()))
                .isAfter(Instant.now().minus(Duration.ofMinutes(5)));
        assertThat(episode.path("occurred_at").asString()).isEqualTo("2026-01-01T00:00:00Z");
        assertThat(episode.at("/provenance/restored_from_snapshot").asString())
                .isEqualTo(created.at("/id").asString());
        assertThat(episode.at("/provenance/original_episode_id").asString()).isNotEmpty();
        var context = api.post("/v1/context", "{'subject_id':'%s','task':'Where does she live?'}".formatted(target));
        assertThat(context.at("/assembled_context").asString()).contains("London");
    }

    @Test
    void latestVersion_isRestoredByName_andAnErasedOneIsGone() throws Exception {
        create("");
        api.post(
                "/v1/episodes",
                "{'subject_id':'%s','source':'user','type':'m','payload':{'text':'I like jazz.'}}".formatted(source));
        assertThat(create(",'version':2").at("/episode_count").intValue()).isEqualTo(3);
        ObjectNode body = Json.object().put("name", name).put("target_subject_id", "r:" + run);

        assertThat(api.send("POST", "/admin/snapshots/restore-by-name", body.toString())
                        .at("/episodes_restored")
                        .intValue())
                .isEqualTo(3);
        assertThat(api.send(
                                "POST",
                                "/admin/snapshots/restore-by-name",
                                body.put("version", 1).toString())
                        .at("/episodes_restored")
                        .intValue())
                .isEqualTo(2);
        assertThat(api.send(
                                "POST",
                                "/admin/snapshots/restore-by-name",
                                body.put("version", 9).toString())
                        .status())
                .isEqualTo(404);
        api.delete("/v1/subjects/_snapshot%2F" + name.replace(" ", "%20") + "%2Fv2");
        assertThat(api.send(
                                "POST",
                                "/admin/snapshots/restore-by-name",
                                body.putNull("version").toString())
                        .at("/episodes_restored")
                        .intValue())
                .isEqualTo(2);
    }

    @Test
    void wrongSnapshots_areRefused() throws Exception {
        assertThat(api.post("/admin/snapshots", "{'name':'%s','source_subject_id':'nobody:x'}".formatted(name))
                        .status())
                .isEqualTo(400);
        assertThat(create(",'version':0").status()).isEqualTo(422);
        assertThat(create(",'metadata':[]").status()).isEqualTo(422);
        assertThat(api.post("/admin/snapshots", "{'name':'a\\u0000','source_subject_id':'x'}")
                        .status())
                .isEqualTo(422);
        assertThat(api.post("/admin/snapshots/" + UUID.randomUUID() + "/restore", "{'target_subject_id':'x'}")
                        .status())
                .isEqualTo(404);
        assertThat(api.post("/admin/snapshots/x/restore", "{'target_subject_id':'x'}")
                        .status())
                .isEqualTo(422);
    }

    @Test
    void idleSubjectsOfAPrefix_areErased_andNothingElse() throws Exception {
        String prefix = "live_" + run + "%_";
        String idle = prefix + "a";
        String other = "live-" + run + "xx-a";
        for (String subject : List.of(idle, prefix + "b", other)) {
            api.post("/v1/episodes", "{'subject_id':'%s','source':'user','type':'m','payload':{}}".formatted(subject));
        }
        age(system, idle, 2);
        age(system, other, 2);

        var cleaned =
                api.send("POST", "/admin/cleanup?prefix=" + prefix.replace("%", "%25") + "&max_age_hours=24", null);

        assertThat(cleaned.status()).as(cleaned.body().toString()).isEqualTo(200);
        assertThat(cleaned.at("/subjects_cleaned").intValue()).isOne();
        assertThat(system.count("SELECT count(*) FROM episodes WHERE subject_id = ?", idle))
                .isZero();
        assertThat(system.count("SELECT count(*) FROM episodes WHERE subject_id IN (?, ?)", prefix + "b", other))
                .isEqualTo(2);
        for (String refused : List.of("_", "_snapshot/", "_snapshot/x")) {
            assertThat(api.send("POST", "/admin/cleanup?prefix=" + refused, null)
                            .status())
                    .isEqualTo(400);
        }
        assertThat(api.send("POST", "/admin/cleanup?prefix=", null).status()).isEqualTo(422);
    }
}

package dev.statewave.harness.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Subjects that come with the server are put in and answer, and those of the documents are kept up to date. */
class StarterPackIT {

    private static final String DOCS = "statewave-support-docs";

    private final TestSystem system = TestSystem.get();
    private final Api api = system.api();
    private final String run = UUID.randomUUID().toString().substring(0, 8);

    @Test
    void everyPack_canBePutIn_andAnswers() throws Exception {
        var packs = api.get("/admin/memory/starter-packs").at("/packs");
        assertThat(packs).hasSize(3);
        for (JsonNode pack : packs) {
            String target = pack.path("pack_id").asString() + ":" + run;
            var imported = api.post(
                    "/admin/memory/starter-packs/import",
                    "{'pack_id':'%s','target_subject_id':'%s','target_display_name':'Demo'}"
                            .formatted(pack.path("pack_id").asString(), target));

            assertThat(imported.status()).as(imported.body().toString()).isEqualTo(200);
            assertThat(imported.at("/imported_episodes")).isEqualTo(pack.path("episode_count"));
            assertThat(imported.at("/imported_memories")).isEqualTo(pack.path("memory_count"));
            assertThat(system.count(
                            "SELECT count(*) FROM memories WHERE subject_id = ? AND kind <> 'passage' "
                                    + "AND metadata ->> 'starter_pack_id' = ?",
                            target,
                            pack.path("pack_id").asString()))
                    .isEqualTo(pack.path("memory_count").longValue());
        }
        var context = api.post(
                "/v1/context",
                "{'subject_id':'demo-support-agent:%s','task':'How does Mira want to be reached?'}".formatted(run));
        assertThat(context.at("/assembled_context").asString()).contains("e-mail");
    }

    @Test
    void conflicts_areSettledByTheStrategy() throws Exception {
        String target = "pack:" + run;
        String body = "{'pack_id':'demo-coding-assistant','target_subject_id':'%s','conflict_strategy':'%s'}";
        String path = "/admin/memory/starter-packs/import";
        assertThat(api.post(path, body.formatted(target, "cancel")).status()).isEqualTo(200);

        assertThat(api.post(path, body.formatted(target, "cancel")).status()).isEqualTo(409);
        assertThat(api.post(path, body.formatted(target, "create_copy"))
                        .at("/target_subject_id")
                        .asString())
                .startsWith(target + "-");
        assertThat(api.post(path, body.formatted(target, "merge"))
                        .at("/target_subject_id")
                        .asString())
                .isEqualTo(target);
        assertThat(api.post(path, body.formatted("demo_web_" + run, "merge")).status())
                .isEqualTo(400);
        assertThat(api.post(path, body.formatted("demo_web_" + run, "merge','allow_reserved_target':'true"))
                        .status())
                .isEqualTo(200);
        assertThat(api.post(path, "{'pack_id':'none'}").status()).isEqualTo(404);
        assertThat(api.post(path, "{}").status()).isEqualTo(422);
    }

    @Test
    void documents_areReplaced_andWhatOperatorsAddedStays() throws Exception {
        api.delete("/v1/subjects/" + DOCS);
        assertThat(api.get("/admin/memory/support/state").at("/is_up_to_date").booleanValue())
                .isFalse();

        var seeded = api.post("/admin/memory/support/reseed", "{'reason':'  first  '}");

        assertThat(seeded.status()).as(seeded.body().toString()).isEqualTo(200);
        assertThat(seeded.at("/outcome").asString()).isEqualTo("seeded");
        int episodes = seeded.at("/imported_episodes").intValue();
        assertThat(episodes).isGreaterThan(50);
        assertThat(api.send("POST", "/admin/docs-pack/reseed", null)
                        .at("/outcome")
                        .asString())
                .isEqualTo("already_current");
        api.post(
                "/v1/episodes",
                "{'subject_id':'%s','source':'op','type':'note','metadata':{'a':'\\u0000'},'payload':{'text':'Ours.'}}"
                        .formatted(DOCS));
        system.update(
                "UPDATE episodes SET metadata = replace(metadata::text, '\"starter_pack_version\":\"', "
                        + "'\"starter_pack_version\":\"0')::json WHERE subject_id = ?",
                DOCS);

        var updated = api.post("/admin/memory/support/reseed", "{'reason':'second'}");

        assertThat(updated.at("/outcome").asString()).isEqualTo("auto_updated");
        assertThat(updated.at("/operator_episodes_preserved").intValue()).isOne();
        JsonNode state = api.get("/admin/memory/support/state").body();
        assertThat(state.path("is_up_to_date").booleanValue()).isTrue();
        assertThat(state.path("total_episode_count").intValue()).isEqualTo(episodes + 1);
        assertThat(state.path("owned_memory_count").intValue())
                .isEqualTo(updated.at("/imported_memories").intValue());
        assertThat(state.at("/last_reseed/reason").asString()).isEqualTo("second");
        assertThat(api.post("/admin/memory/support/reseed", "{'force':true}")
                        .at("/outcome")
                        .asString())
                .isEqualTo("force_reseeded");
        // Long sections are found by their passages, and none of them is left of those that were replaced.
        await().atMost(Duration.ofSeconds(60))
                .until(() -> system.count("""
                SELECT count(*) FROM memories WHERE subject_id = ? AND kind = 'passage'""", DOCS) > 0
                        && system.count(
                                        "SELECT count(*) FROM subject_imports WHERE subject_id = ? AND finished_at IS NULL",
                                        DOCS)
                                == 0);
        assertThat(system.count("""
                        SELECT count(*) FROM memories p WHERE subject_id = ? AND kind = 'passage' AND NOT EXISTS (
                            SELECT FROM episodes e WHERE e.id = p.source_episode_ids[1])""", DOCS)).isZero();
        var context = api.post(
                "/v1/context",
                "{'subject_id':'%s','task':'How do I take a subject to another server?'}".formatted(DOCS));
        assertThat(context.at("/assembled_context").asString()).isNotEmpty();
    }
}

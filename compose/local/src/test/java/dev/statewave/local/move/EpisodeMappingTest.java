package dev.statewave.local.move;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.statewave.contract.json.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class EpisodeMappingTest {

    @TempDir
    private Path folder;

    private final List<JsonNode> episodes = new ArrayList<>();
    private final List<String> bad = new ArrayList<>();

    private void read(EpisodeMapping mapping, String name, String text) throws Exception {
        Path file = folder.resolve(name);
        Files.writeString(file, text.replace('\'', '"'));
        new ItemReader(mapping, new ItemReader.Sink() {
                    @Override
                    public void item(long line, JsonNode item, Map<String, String> shared) {
                        try {
                            episodes.add(mapping.episode(item, shared));
                        } catch (IllegalArgumentException e) {
                            bad(line, e.getMessage());
                        }
                    }

                    @Override
                    public void bad(long line, String why) {
                        bad.add(line + " " + why);
                    }
                })
                .read(file);
    }

    @Test
    void memoriesOfMem0_keepTheirTimesUsersRunsAndMetadata() throws Exception {
        read(new Mem0Mapping(), "export.json", """
                {'count': 2, 'results': [
                  {'id': 'm1', 'memory': 'Likes tea', 'user_id': 'ada', 'run_id': 'r1', 'hash': 'h', 'score': null,
                   'metadata': {'team': 'x'}, 'categories': ['food'], 'created_at': '2026-01-02T03:04:05-07:00'},
                  {'id': 'm2', 'memory': 'I use vim', 'agent_id': 'helper', 'role': 'user', 'created_at': 1767322800},
                  {'id': 'm3'}]}""");

        assertThat(bad).singleElement().asString().startsWith("5 It has no memory");
        JsonNode first = episodes.getFirst();
        assertThat(first.path("subject_id").asString()).isEqualTo("ada");
        assertThat(first.path("session_id").asString()).isEqualTo("r1");
        assertThat(first.path("occurred_at").asString()).isEqualTo("2026-01-02T03:04:05-07:00");
        assertThat(first.at("/payload/text").asString()).isEqualTo("Likes tea");
        assertThat(first.at("/metadata/team").asString()).isEqualTo("x");
        assertThat(first.at("/metadata/categories/0").asString()).isEqualTo("food");
        assertThat(first.at("/provenance/original/hash").asString()).isEqualTo("h");
        assertThat(first.path("idempotency_key").asString()).isEqualTo("mem0:m1");
        JsonNode second = episodes.getLast();
        assertThat(second.path("subject_id").asString()).isEqualTo("helper");
        assertThat(second.at("/payload/messages/0/role").asString()).isEqualTo("user");
        assertThat(second.path("occurred_at").asString()).startsWith("2026-01-02T03:00:00");
    }

    @Test
    void threadsOfZep_giveTheirUserAndSessionToTheirMessages() throws Exception {
        read(new ZepMapping(), "zep.json", """
                [{'user_id': 'ada', 'thread_id': 't1', 'messages': [
                    {'uuid': 'a', 'role': 'Ada', 'role_type': 'user', 'content': 'Hi', 'created_at': '2026-01-02T03:04:05Z'},
                    {'uuid': 'b', 'role': 'assistant', 'name': 'Bot', 'content': 'Hello', 'metadata': {'k': 1}}]},
                 {'uuid': 'c', 'fact': 'ADA likes tea', 'user_id': 'ada', 'valid_at': '2025-05-05T00:00:00Z',
                  'episodes': ['e1'], 'name': 'LIKES'}]""");

        assertThat(bad).isEmpty();
        assertThat(episodes).hasSize(3);
        assertThat(episodes.get(0).at("/payload/messages/0").toString())
                .isEqualTo("{\"role\":\"user\",\"content\":\"Hi\",\"name\":\"Ada\"}");
        assertThat(episodes.get(0).path("subject_id").asString()).isEqualTo("ada");
        assertThat(episodes.get(0).path("session_id").asString()).isEqualTo("t1");
        assertThat(episodes.get(1).at("/payload/messages/0/name").asString()).isEqualTo("Bot");
        assertThat(episodes.get(1).at("/metadata/k").intValue()).isOne();
        assertThat(episodes.get(2).path("type").asString()).isEqualTo("fact");
        assertThat(episodes.get(2).path("occurred_at").asString()).isEqualTo("2025-05-05T00:00:00Z");
        assertThat(episodes.get(2).at("/provenance/original/episodes/0").asString())
                .isEqualTo("e1");
    }

    @Test
    void memoriesOfHindsight_keepTheirContextAndTheTimeOfWhatHappened() throws Exception {
        read(new HindsightMapping(), "bank.json", """
                {'bank_id': 'ada', 'items': [
                  {'id': 'h1', 'text': 'Ada moved to Lisbon', 'context': 'chat', 'fact_type': 'world',
                   'occurred_start': '2024-01-01T00:00:00Z', 'mentioned_at': '2026-01-01T00:00:00Z',
                   'document_id': 'd1', 'entities': ['Ada']}]}""");

        JsonNode only = episodes.getFirst();
        assertThat(only.path("subject_id").asString()).isEqualTo("ada");
        assertThat(only.path("session_id").asString()).isEqualTo("d1");
        assertThat(only.path("occurred_at").asString()).isEqualTo("2024-01-01T00:00:00Z");
        assertThat(only.at("/metadata/context").asString()).isEqualTo("chat");
        assertThat(only.at("/metadata/entities/0").asString()).isEqualTo("Ada");
        assertThat(only.at("/provenance/original/mentioned_at").asString()).isEqualTo("2026-01-01T00:00:00Z");
    }

    @Test
    void badLines_areToldWithTheirNumber_andTheOthersAreRead() throws Exception {
        read(new Mem0Mapping(), "lines.jsonl", """
                {'id':'1','memory':'a','user_id':'u'}
                {'id':'2',

                [1]
                {'id':'3','memory':'b','user_id':'u'}
                """);

        assertThat(episodes).hasSize(2);
        assertThat(bad).hasSize(2);
        assertThat(bad.get(0)).startsWith("2 It is not JSON");
        assertThat(bad.get(1)).startsWith("4 It is no JSON object");
    }

    @Test
    void fileThatEndsTooSoon_isReadUpToThere() throws Exception {
        read(new Mem0Mapping(), "cut.json", "[{'id':'1','memory':'a','user_id':'u'},\n{'id':'2','mem");

        assertThat(episodes).hasSize(1);
        assertThat(bad).singleElement().asString().contains("From here on the file is not JSON");
    }

    @Test
    void itemsWithoutAnId_haveAKeyOfWhatTheySay() {
        var mapping = new Mem0Mapping();
        JsonNode one = Json.tree("{\"memory\":\"a\"}");

        assertThat(mapping.episode(one, Map.of("user_id", "u")))
                .isEqualTo(mapping.episode(one, Map.of("user_id", "u")));
        assertThat(mapping.episode(one, Map.of("user_id", "u")).path("idempotency_key"))
                .isNotEqualTo(mapping.episode(one, Map.of("user_id", "v")).path("idempotency_key"));
        assertThatThrownBy(() -> mapping.episode(Json.tree("1"), Map.of()))
                .isInstanceOf(IllegalArgumentException.class);
    }
}

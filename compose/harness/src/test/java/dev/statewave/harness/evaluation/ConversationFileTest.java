package dev.statewave.harness.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConversationFileTest {

    @TempDir
    private Path folder;

    @Test
    void turnsHaveTheirSessionAndItsDate_evenBehindASessionWithoutTurns() throws IOException {
        Conversation conversation = read("""
                [{"sample_id": "c", "conversation": {"session_1_date_time": "1:56 pm on 8 May, 2025",
                  "session_1": [{"speaker": "A", "dia_id": "D1:1", "text": "hi"}],
                  "session_2_date_time": "9:00 am on 9 May, 2025",
                  "session_3_date_time": "soon",
                  "session_3": [{"speaker": "B", "dia_id": "D3:1", "text": "look", "blip_caption": "a boat"}]}, "qa": []}]""");

        assertThat(conversation.turns())
                .containsExactly(
                        new Conversation.Turn(
                                "D1:1", "session_1", Instant.parse("2025-05-08T13:56:00Z"), "A", "hi", ""),
                        new Conversation.Turn("D3:1", "session_3", null, "B", "look", "a boat"));
    }

    @Test
    void evidenceIsRead_withTypingErrors_andSeveralInOneText_andWithoutWhatDoesNotExist() throws IOException {
        Conversation conversation = read("""
                [{"conversation": {"session_1": [{"speaker": "A", "dia_id": "D1:1", "text": "one"},
                                                 {"speaker": "A", "dia_id": "D1:2", "text": "two"}]},
                  "qa": [{"question": "q", "category": 1, "evidence": ["D:1:01; D1:2", "D9:9", "D1:2", "nothing"]},
                         {"question": "trick", "category": 5,
                  "evidence": ["D1:1"]}]}]""");

        assertThat(conversation.questions())
                .containsExactly(new Conversation.Question("q", 1, List.of("D1:1", "D1:2")));
        assertThat(conversation.evidence(conversation.questions().getFirst())).containsExactly("one", "two");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "[]", "[{\"qa\": []}]", "not json"})
    void otherFiles_areRefusedWithASentence(String content) {
        assertThatThrownBy(() -> read(content))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("LoCoMo");
    }

    @Test
    void missingFile_isToldByName() {
        assertThatThrownBy(() -> ConversationFile.read(folder.resolve("none.json")))
                .hasMessageContaining("none.json cannot be read");
    }

    private Conversation read(String content) throws IOException {
        return ConversationFile.read(Files.writeString(folder.resolve("file.json"), content))
                .getFirst();
    }
}

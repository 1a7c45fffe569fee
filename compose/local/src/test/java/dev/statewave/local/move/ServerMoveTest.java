package dev.statewave.local.move;

import static org.assertj.core.api.Assertions.assertThat;

import dev.statewave.contract.json.Json;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class ServerMoveTest {

    private static JsonNode document(String episodes, String memories) {
        return Json.tree("{'episodes':[%s],'memories':[%s]}"
                .formatted(episodes, memories)
                .replace('\'', '"'));
    }

    @Test
    void moreThanWasWanted_isNoDifference() {
        assertThat(ServerMove.difference(
                        document("{'id':'a','payload':{'text':'x'}}", ""),
                        document("{'id':'b'},{'id':'a','payload':{'text':'x'},'session_id':null}", "{'id':'m'}")))
                .isNull();
    }

    @Test
    void whatIsMissingOrOtherwise_isSaid() {
        JsonNode wanted = document("{'id':'a','payload':{'text':'x'}}", "{'id':'m','content':'c'}");

        assertThat(ServerMove.difference(wanted, document("", ""))).isEqualTo("episodes a is missing");
        assertThat(ServerMove.difference(
                        wanted, document("{'id':'a','payload':{'text':'y'}}", "{'id':'m','content':'c'}")))
                .isEqualTo("payload of episodes a differs");
        assertThat(ServerMove.difference(
                        wanted, document("{'id':'a','payload':{'text':'x'}}", "{'id':'m','content':'d'}")))
                .isEqualTo("content of memories m differs");
    }
}

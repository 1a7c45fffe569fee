package dev.statewave.contract.portability;

import static org.assertj.core.api.Assertions.assertThat;

import dev.statewave.contract.json.Json;
import org.junit.jupiter.api.Test;

/** The expected values were made by {@code sha256(json.dumps(value, sort_keys=True))} of Python 3. */
class ContentChecksumTest {

    @Test
    void numbers_areRenderedAsPythonDoes() {
        String json = "{\"b\": 1, \"a\": [1.50, 1e5, 1e16, 1e-5, 0.0001, -2.5e-7, "
                + "100000000000000000000, 0.1, 1.0, 123456789.123456789, 5e-324, 2e-323, 1.7976931348623157e308, 9007199254740993.0]}";

        assertThat(ContentChecksum.of(Json.tree(json)))
                .isEqualTo("5c25a1a229b2a28b4c5f1ed084645c3c0bfb1e73bd25212f02923658118023fd");
    }

    @Test
    void textsAndKeys_areRenderedAsPythonDoes() {
        String json =
                "{\"\\ue000\": 1, \"\\ud83d\\ude00\": 2, \"z\": \"\\u007f \\u00e9 / \\\" \\\\ \\n\\r\\t\\b\\f \\u0001 \\ud83d\\ude00\", "
                        + "\"\": null, \"t\": [true, false, {}, []]}";

        assertThat(ContentChecksum.of(Json.tree(json)))
                .isEqualTo("03ae2bfba983007a63e858cd9bccbd0dcaa539aa8f57aaf26d3146ca9228cbad");
    }

    @Test
    void largeValue_isTheSameInOnePieceAndInSeveral() {
        var list = Json.MAPPER.createArrayNode();
        var parts = new ContentChecksum().add("[");
        for (int i = 0; i < 20_000; i++) {
            list.add("item " + i);
            parts.add(i == 0 ? "" : ", ").add(list.get(i));
        }

        assertThat(parts.add("]").hex()).isEqualTo(ContentChecksum.of(list));
    }
}

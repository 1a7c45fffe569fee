package dev.statewave.contract.receipts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.statewave.contract.json.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CanonicalJsonTest {

    @Test
    void keys_areSorted_atEveryDepth_andNothingIsPutBetween() {
        assertThat(canonical("{ \"b\" : 1, \"a\" : { \"d\" : [ 1 , { \"z\" : null, \"y\" : true } ], \"c\" : {} } }"))
                .isEqualTo("{\"a\":{\"c\":{},\"d\":[1,{\"y\":true,\"z\":null}]},\"b\":1}");
    }

    @Test
    void keys_areSortedByCodePoints_andNotByUnits() {
        // U+FF5E lies below U+1F600, whose first surrogate lies below it.
        assertThat(canonical("{\"\ud83d\ude00\":1,\"\uff5e\":2}")).isEqualTo("{\"\uff5e\":2,\"\ud83d\ude00\":1}");
    }

    @Test
    void strings_areEscapedNoMoreThanJsonAsksFor() {
        assertThat(canonical("\"\\u00fc/\\ud83d\\ude00\\u007f\\u2028 \\u0022\\\\ \\u0008\\f\\n\\r\\t \\u001f\\u0000\""))
                .isEqualTo("\"ü/😀\u007f\u2028 \\\"\\\\ \\b\\f\\n\\r\\t \\u001f\\u0000\"");
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "1.0, 1", "0.5000, 0.5", "1e2, 100", "12E-4, 0.0012", "-0.1, -0.1", "0.0, 0"})
    void numbers_arePlainDecimals(String number, String expected) {
        assertThat(canonical(number)).isEqualTo(expected);
    }

    private static String canonical(String json) {
        return CanonicalJson.text(Json.tree(json));
    }
}

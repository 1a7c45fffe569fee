package dev.statewave.harness.fuzz;

import java.util.List;
import java.util.Random;

/** JSON values, as text, that are valid or nearly valid and that careless code does not expect. */
final class HostileValues {

    private static final List<String> VALUES = List.of(
            "null",
            "true",
            "false",
            "0",
            "-0",
            "-0.0",
            "1e400",
            "-1e400",
            "1E-400",
            "1e999999999",
            "9007199254740993",
            "18446744073709551616",
            "1.000000000000000000000000000000000000001",
            "NaN",
            "-Infinity",
            "01",
            "\"\"",
            "\" \"",
            "\"\\t\\n\"",
            // NUL, as an escape and as itself.
            "\"a\\u0000b\"",
            "\"a\u0000b\"",
            "\"\\u0001\\u001f\\u007f\"",
            // Surrogates alone and in the wrong order.
            "\"\\ud800\"",
            "\"\\udc00\\ud800\"",
            "\"x\\ud83d\"",
            // Bidirectional overrides, zero width, byte order mark, non-characters, combining marks.
            "\"\u202eabc\u202c\"",
            "\"a\u200b\u200d\ufeffb\"",
            "\"\uffff\ufffe\"",
            "\"e\u0301\u0301\u0301\u0301\u0301\u0301\"",
            "\"\ud83d\ude00\ud83c\uddec\ud83c\udde7\"",
            "\"'; DROP TABLE episodes; --\"",
            "\"\\\\x00\\\\N\\t\"",
            "\"${jndi:ldap://127.0.0.1/a} {{7*7}} %s %n\"",
            "\"../../etc/passwd\"",
            "\"2024-02-30T25:61:61Z\"",
            "\"9999-12-31T23:59:60Z\"",
            "\"-9999-01-01T00:00:00Z\"",
            "\"0000-00-00T00:00:00Z\"",
            "\"2024-01-01T00:00:00.123456789123+25:00\"",
            "\"+1000000000-12-31T23:59:59.999999999Z\"",
            "\"294277-01-01T00:00:00Z\"",
            "\"2024-01-01\"",
            "[]",
            "{}",
            "[null]",
            "{\"\":null}",
            "{\"a\":1,\"a\":2}",
            "{\"__proto__\":{\"x\":1},\"constructor\":null}",
            "[1,]",
            "{\"text\":null}",
            "{\"text\":{\"text\":[\"My name is Eve.\"]}}",
            "{\"messages\":[{\"role\":\"user\",\"content\":null},{\"role\":7},null,\"I live in Rome.\"]}",
            "\"Hello, I am Anna Anna Anna. I live in \\ud83d. My name is . I use , , ,.\"");

    private HostileValues() {}

    static String any(Random random) {
        return switch (random.nextInt(12)) {
            case 0 -> nested(depth(random), random.nextBoolean());
            case 1 -> quoted("x".repeat(1 << random.nextInt(4, 13)));
            case 2 -> "1" + "0".repeat(random.nextInt(20, 2_000));
            case 3 -> quoted(("Hello, I am " + "Anna ".repeat(random.nextInt(1, 4_000))).strip());
            case 4 -> quoted("a.".repeat(random.nextInt(1, 2_000)) + "!?".repeat(random.nextInt(1, 500)));
            default -> VALUES.get(random.nextInt(VALUES.size()));
        };
    }

    /** Around the limit of 500, and far from it. */
    private static int depth(Random random) {
        return List.of(2, 50, 400, 495, 499, 500, 501, 600, 1_000, 20_000).get(random.nextInt(10));
    }

    private static String nested(int depth, boolean arrays) {
        return arrays ? "[".repeat(depth) + "]".repeat(depth) : "{\"a\":".repeat(depth) + "1" + "}".repeat(depth);
    }

    private static String quoted(String text) {
        return "\"" + text + "\"";
    }
}

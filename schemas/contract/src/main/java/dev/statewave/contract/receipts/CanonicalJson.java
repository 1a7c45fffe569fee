package dev.statewave.contract.receipts;

import java.util.ArrayList;
import java.util.Arrays;
import tools.jackson.databind.JsonNode;

/**
 * The one text of a JSON value, which anyone can make again in any language: the keys of objects in the order of their
 * code points, no white space, and strings with no more escapes than JSON asks for. Numbers are whole or plain
 * decimals, without an exponent and without zeros at their end.
 */
public final class CanonicalJson {

    private CanonicalJson() {}

    public static String text(JsonNode value) {
        var text = new StringBuilder(1_024);
        append(text, value);
        return text.toString();
    }

    private static void append(StringBuilder text, JsonNode value) {
        switch (value.getNodeType()) {
            case OBJECT -> object(text, value);
            case ARRAY -> array(text, value);
            case STRING -> string(text, value.stringValue());
            case NUMBER -> text.append(number(value));
            case BOOLEAN, NULL -> text.append(value);
            default -> throw new IllegalArgumentException("not JSON: " + value.getNodeType());
        }
    }

    private static void object(StringBuilder text, JsonNode object) {
        var names = new ArrayList<>(object.propertyNames());
        names.sort(CanonicalJson::compareCodePoints);
        char before = '{';
        for (String name : names) {
            text.append(before);
            string(text, name);
            append(text.append(':'), object.get(name));
            before = ',';
        }
        text.append(names.isEmpty() ? "{}" : "}");
    }

    /** Java compares UTF-16 units, and those of a surrogate pair lie below some single ones. */
    private static int compareCodePoints(String one, String other) {
        int[] left = one.codePoints().toArray();
        int[] right = other.codePoints().toArray();
        return Arrays.compare(left, right);
    }

    private static void array(StringBuilder text, JsonNode array) {
        text.append('[');
        for (int i = 0; i < array.size(); i++) {
            append(i == 0 ? text : text.append(','), array.get(i));
        }
        text.append(']');
    }

    private static String number(JsonNode number) {
        return number.isIntegralNumber()
                ? number.bigIntegerValue().toString()
                : number.decimalValue().stripTrailingZeros().toPlainString();
    }

    private static void string(StringBuilder text, String value) {
        text.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '"' -> text.append("\\\"");
                case '\\' -> text.append("\\\\");
                case '\b' -> text.append("\\b");
                case '\f' -> text.append("\\f");
                case '\n' -> text.append("\\n");
                case '\r' -> text.append("\\r");
                case '\t' -> text.append("\\t");
                default -> {
                    if (c < 0x20) {
                        text.append("\\u00")
                                .append(Character.forDigit(c >> 4, 16))
                                .append(Character.forDigit(c & 0xf, 16));
                    } else {
                        text.append(c);
                    }
                }
            }
        }
        text.append('"');
    }
}

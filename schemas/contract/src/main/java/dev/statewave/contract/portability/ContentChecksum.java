package dev.statewave.contract.portability;

import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * The checksum of an export document: SHA-256 of one fixed rendering of its JSON, in lower-case hexadecimal digits. The
 * rendering is that of the tools of v1, which are written in Python: keys in the order of their code points, a blank
 * after each comma and colon, ASCII alone, and floating-point numbers by their shortest decimal.
 */
public final class ContentChecksum {

    private static final int FLUSHED = 1 << 16;

    private final MessageDigest digest;
    private final ByteArrayOutputStream pending = new ByteArrayOutputStream(FLUSHED + 1024);

    public ContentChecksum() {
        try {
            this.digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** Of a whole value. */
    public static String of(JsonNode value) {
        return new ContentChecksum().add(value).hex();
    }

    /** Adds a part of the rendering that is ASCII and stands as it is. */
    public ContentChecksum add(String ascii) {
        pending.writeBytes(ascii.getBytes(StandardCharsets.US_ASCII));
        if (pending.size() >= FLUSHED) {
            digest.update(pending.toByteArray());
            pending.reset();
        }
        return this;
    }

    public ContentChecksum add(JsonNode value) {
        if (value.isObject()) {
            addObject(value);
        } else if (value.isArray()) {
            add("[");
            for (int i = 0; i < value.size(); i++) {
                if (i > 0) {
                    add(", ");
                }
                add(value.get(i));
            }
            add("]");
        } else if (value.isString()) {
            add(quoted(value.stringValue()));
        } else if (value.isIntegralNumber()) {
            add(value.bigIntegerValue().toString());
        } else if (value.isNumber()) {
            add(number(value));
        } else {
            add(value.isBoolean() ? String.valueOf(value.booleanValue()) : "null");
        }
        return this;
    }

    private void addObject(JsonNode object) {
        List<Map.Entry<String, JsonNode>> fields = new ArrayList<>(object.properties());
        fields.sort(Map.Entry.comparingByKey(BY_CODE_POINTS));
        add("{");
        String comma = "";
        for (Map.Entry<String, JsonNode> field : fields) {
            add(comma).add(quoted(field.getKey())).add(": ").add(field.getValue());
            comma = ", ";
        }
        add("}");
    }

    /** Of everything that was added; afterwards nothing more can be. */
    public String hex() {
        digest.update(pending.toByteArray());
        pending.reset();
        return HexFormat.of().formatHex(digest.digest());
    }

    /** The order of {@link String} is that of UTF-16, in which characters past U+FFFF stand before some others. */
    private static final Comparator<String> BY_CODE_POINTS = (one, other) -> {
        int length = Math.min(one.length(), other.length());
        for (int i = 0; i < length; i++) {
            char a = one.charAt(i);
            char b = other.charAt(i);
            if (a != b) {
                return Character.isSurrogate(a) == Character.isSurrogate(b)
                        ? Character.compare(a, b)
                        : Character.isSurrogate(a) ? 1 : -1;
            }
        }
        return Integer.compare(one.length(), other.length());
    };

    private static String quoted(String text) {
        var out = new StringBuilder(text.length() + 16).append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                case '\b' -> out.append("\\b");
                case '\f' -> out.append("\\f");
                default -> {
                    if (c < ' ' || c > '~') {
                        out.append("\\u").append(HexFormat.of().toHexDigits(c));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        return out.append('"').toString();
    }

    private static String number(JsonNode value) {
        double number = value.isBigDecimal() ? value.decimalValue().doubleValue() : value.doubleValue();
        if (Double.isInfinite(number)) {
            return number > 0 ? "Infinity" : "-Infinity";
        }
        if (number == 0) {
            return Double.compare(number, 0.0) == 0 ? "0.0" : "-0.0";
        }
        return shortest(number);
    }

    private static String shortest(double number) {
        BigDecimal decimal = new BigDecimal(shortestDigits(number)).stripTrailingZeros();
        String digits = decimal.unscaledValue().abs().toString();
        int exponent = digits.length() - 1 - decimal.scale();
        String sign = number < 0 ? "-" : "";
        if (exponent < -4 || exponent >= 16) {
            String fraction = digits.length() == 1 ? "" : "." + digits.substring(1);
            return String.format(
                    Locale.ROOT,
                    "%s%s%se%s%02d",
                    sign,
                    digits.charAt(0),
                    fraction,
                    exponent < 0 ? "-" : "+",
                    Math.abs(exponent));
        }
        String plain = decimal.abs().toPlainString();
        return sign + (plain.contains(".") ? plain : plain + ".0");
    }

    /** Java gives at least two digits, of which the second may be more than is needed for the smallest numbers. */
    private static String shortestDigits(double number) {
        if (Math.abs(number) < Double.MIN_NORMAL) {
            String single = String.format(Locale.ROOT, "%.0e", number);
            if (Double.parseDouble(single) == number) {
                return single;
            }
        }
        return Double.toString(number);
    }
}

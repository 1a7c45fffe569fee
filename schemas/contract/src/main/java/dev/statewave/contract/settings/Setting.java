package dev.statewave.contract.settings;

import dev.statewave.contract.json.Json;
import dev.statewave.contract.sensitivity.SecretRedaction;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * A setting as operators see it. The list is {@code settings/settings.tsv}; a test compares it with the code that reads
 * the settings, and with the documentation.
 *
 * @param name without {@code STATEWAVE_}, in capitals
 * @param category what it belongs to, such as {@code llm}
 * @param kind {@code string}, {@code string_or_null}, {@code int}, {@code float}, {@code bool} or {@code json}
 * @param fallback what holds where it is not set; empty for nothing
 * @param least the smallest number; null for any
 * @param most the largest number; null for any
 * @param allowed the only values; empty for any
 */
public record Setting(
        String name,
        String category,
        String kind,
        String fallback,
        @Nullable BigDecimal least,
        @Nullable BigDecimal most,
        List<String> allowed,
        Set<String> flags,
        String description) {

    /** The name of the property source that has stored values. */
    public static final String STORED = "stored settings";

    private static final String PREFIX = "STATEWAVE_";
    private static final String BULLETS = "••••••••";
    /** Characters at the end of a secret that are shown, and the length from which on they are. */
    private static final int SHOWN = 3;

    private static final int SHOWN_FROM = 12;

    private static final int LONGEST_NUMBER = 20;

    /** All settings, in the order of the documentation. */
    public static final List<Setting> ALL = read();

    private static List<Setting> read() {
        try (InputStream list = Setting.class.getResourceAsStream("/settings/settings.tsv")) {
            if (list == null) {
                throw new IllegalStateException("the list of settings is missing");
            }
            return new String(list.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> of(line.split("\t", -1)))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Setting of(String[] fields) {
        return new Setting(
                fields[0],
                fields[1],
                fields[2],
                fields[3],
                fields[4].isEmpty() ? null : new BigDecimal(fields[4]),
                fields[5].isEmpty() ? null : new BigDecimal(fields[5]),
                texts(fields[6]),
                Set.copyOf(texts(fields[7])),
                fields[8]);
    }

    private static List<String> texts(String field) {
        return field.isEmpty() ? List.of() : Arrays.asList(field.split(","));
    }

    /** @param key as the API names it, such as {@code compiler_type} */
    public static Optional<Setting> find(String key) {
        return ALL.stream().filter(setting -> setting.key().equals(key)).findFirst();
    }

    /** As the API names it. */
    public String key() {
        return name.toLowerCase(Locale.ROOT);
    }

    /** As the environment names it. */
    public String variable() {
        return PREFIX + name;
    }

    /** As the property source of a deployable names it. */
    public String property() {
        return "statewave." + key().replace('_', '-');
    }

    public boolean secret() {
        return flags.contains("secret");
    }

    /** Whether a tenant may have a value of its own. */
    public boolean ofTenants() {
        return flags.contains("tenant");
    }

    /** Whether its value can be stored; others are only read from the environment. */
    public boolean editable() {
        return flags.contains("stored");
    }

    /** Whether a stored value can be taken over by a running process; others need a restart. */
    public boolean hot() {
        return flags.contains("hot");
    }

    /**
     * Why a value may not be stored: it would not be read at the start, or would stop it. Null where it may.
     *
     * @param value as the environment would have it
     */
    public @Nullable String objection(String value) {
        return switch (kind) {
            case "bool" -> value.equals("true") || value.equals("false") ? null : "must be true or false";
            case "int", "float" -> numberObjection(value);
            default ->
                allowed.isEmpty() || allowed.contains(value) ? null : "must be one of " + String.join(", ", allowed);
        };
    }

    private @Nullable String numberObjection(String value) {
        boolean whole = kind.equals("int");
        if (value.length() > LONGEST_NUMBER) {
            return "must be a number";
        }
        BigDecimal number;
        try {
            number = new BigDecimal(value);
        } catch (NumberFormatException e) {
            return whole ? "must be a whole number" : "must be a number";
        }
        if (whole && (number.scale() > 0 || !value.chars().allMatch(c -> c == '-' || c >= '0' && c <= '9'))) {
            return "must be a whole number";
        }
        BigDecimal top = most == null ? BigDecimal.valueOf(Integer.MAX_VALUE) : most;
        BigDecimal bottom = least == null ? BigDecimal.valueOf(Integer.MIN_VALUE) : least;
        return number.compareTo(bottom) < 0 || number.compareTo(top) > 0
                ? "must be %s to %s".formatted(bottom.toPlainString(), top.toPlainString())
                : null;
    }

    /** {@code url} where it is an address; else null. */
    public @Nullable String format() {
        return flags.contains("url") ? "url" : null;
    }

    /**
     * A value as operators may see it: a number, a truth value, JSON or text, and of a secret no more than its end. A
     * value that is not of its kind is shown as text.
     *
     * @param value as it is set; empty for nothing
     */
    public JsonNode shown(String value) {
        if (secret()) {
            return value.isEmpty()
                    ? JsonNodeFactory.instance.nullNode()
                    : JsonNodeFactory.instance.stringNode(redacted(value));
        }
        if (value.isEmpty()) {
            return kind.equals("string")
                    ? JsonNodeFactory.instance.stringNode("")
                    : JsonNodeFactory.instance.nullNode();
        }
        return switch (kind) {
            case "bool" -> JsonNodeFactory.instance.booleanNode(isTrue(value));
            case "int", "float", "json" -> {
                try {
                    yield Json.tree(value);
                } catch (JacksonException e) {
                    yield JsonNodeFactory.instance.stringNode(value);
                }
            }
            // The address of a webhook may be a secret itself.
            default -> JsonNodeFactory.instance.stringNode(SecretRedaction.redact(value));
        };
    }

    /** As a deployable reads it. */
    public static boolean isTrue(String value) {
        return Set.of("true", "on", "yes", "1").contains(value.toLowerCase(Locale.ROOT));
    }

    private static String redacted(String secret) {
        return secret.length() < SHOWN_FROM ? BULLETS : BULLETS + secret.substring(secret.length() - SHOWN);
    }
}

package dev.statewave.contract.rest;

import dev.statewave.contract.json.Json;
import dev.statewave.contract.json.WireTime;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads the fields of a request and gathers everything that is wrong with them, so that a caller is told all of it at
 * once. A method returns a valid value, or null after it noted a problem; {@link #check()} then throws before anyone
 * uses that null. This is why the required values are not declared nullable, and why NullAway is off for this class.
 */
@SuppressWarnings("NullAway")
public final class FieldReader {

    private static final Set<String> TRUE = Set.of("true", "1", "yes", "on", "t", "y");
    private static final Set<String> FALSE = Set.of("false", "0", "no", "off", "f", "n");

    private static final Pattern UUID_TEXT = Pattern.compile("[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

    /** Wrong items of one list that are told: a caller who is told of so many knows. */
    private static final int MOST_PROBLEMS = 100;

    private final JsonNode fields;
    private final List<Object> loc;
    private final List<FieldError> errors;

    private FieldReader(JsonNode fields, List<Object> loc, List<FieldError> errors) {
        this.fields = fields;
        this.loc = loc;
        this.errors = errors;
    }

    /**
     * A JSON body.
     *
     * @throws ApiException 422 where it is not one JSON object
     */
    public static FieldReader body(byte @Nullable [] body) {
        if (body == null || body.length == 0) {
            throw ApiException.invalid(
                    List.of(new FieldError("missing", List.of("body"), "Field required", null, null)));
        }
        JsonNode node;
        try {
            node = Json.tree(body);
        } catch (JacksonException e) {
            long offset =
                    e.getLocation() == null ? 0 : Math.max(0, e.getLocation().getByteOffset());
            throw ApiException.invalid(List.of(new FieldError(
                    "json_invalid",
                    List.of("body", offset),
                    "JSON decode error",
                    Map.of(),
                    Map.of("error", String.valueOf(e.getOriginalMessage())))));
        }
        return body(node);
    }

    /** @throws ApiException 422 where it is not an object */
    public static FieldReader body(JsonNode node) {
        if (!node.isObject()) {
            throw ApiException.invalid(List.of(new FieldError(
                    "dict_type",
                    List.of("body"),
                    "Input should be a valid dictionary",
                    FieldError.shortened(node),
                    null)));
        }
        return new FieldReader(node, List.of("body"), new ArrayList<>());
    }

    /** Query parameters; of a repeated one the last counts. */
    public static FieldReader query(Map<String, String> parameters) {
        ObjectNode node = Json.object();
        parameters.forEach(node::put);
        return new FieldReader(node, List.of("query"), new ArrayList<>());
    }

    /** Headers, by name. */
    public static FieldReader header(Map<String, String> headers) {
        ObjectNode node = Json.object();
        headers.forEach(node::put);
        return new FieldReader(node, List.of("header"), new ArrayList<>());
    }

    /** What a path carries, by name. */
    public static FieldReader path(ObjectNode fields) {
        return new FieldReader(fields, List.of("path"), new ArrayList<>());
    }

    /** @throws ApiException 422 where anything was wrong */
    public void check() {
        if (!errors.isEmpty()) {
            throw ApiException.invalid(errors);
        }
    }

    public boolean hasErrors() {
        return !errors.isEmpty();
    }

    public boolean has(String name) {
        return fields.hasNonNull(name);
    }

    /** A reader of other fields that notes what is wrong with them among the problems of this one. */
    public FieldReader instead(ObjectNode others) {
        return new FieldReader(others, loc, errors);
    }

    /** The object as it was sent. */
    public JsonNode raw() {
        return fields;
    }

    public String requiredText(String name, int min, int max) {
        JsonNode value = fields.get(name);
        if (value == null) {
            problem(name, "missing", "Field required", fields, null);
            return null;
        }
        return text(name, value, min, max);
    }

    /** Null where it is absent or null. */
    public @Nullable String optionalText(String name, int max) {
        JsonNode value = fields.get(name);
        return value == null || value.isNull() ? null : text(name, value, 0, max);
    }

    /**
     * Like {@link #requiredText} of 1 to 256 characters, and without control characters: ids stand in keys, headers and
     * log lines.
     */
    public String requiredId(String name) {
        String value = requiredText(name, 1, 256);
        if (value != null && value.chars().anyMatch(c -> c < 0x20 || c >= 0x7f && c <= 0x9f)) {
            problem(
                    name,
                    "string_pattern_mismatch",
                    "String should not contain control characters",
                    fields.get(name),
                    Map.of("pattern", "^[^\\u0000-\\u001f\\u007f-\\u009f]*$"));
            return null;
        }
        return value;
    }

    /** Like {@link #requiredId}, and an empty text is one. */
    public String requiredIdOrEmpty(String name) {
        JsonNode value = fields.get(name);
        return value != null && value.isString() && value.stringValue().isEmpty() ? "" : requiredId(name);
    }

    /** Null where it is absent. */
    public @Nullable String optionalEnum(String name, Set<String> allowed) {
        return optionalEnum(name, allowed, null);
    }

    /** @param fallback what an absent value stands for */
    public String optionalEnum(String name, Set<String> allowed, String fallback) {
        JsonNode value = fields.get(name);
        if (value == null) {
            return fallback;
        }
        if (!value.isString() || !allowed.contains(value.stringValue())) {
            String expected = oneOf(allowed);
            problem(name, "literal_error", "Input should be " + expected, value, Map.of("expected", expected));
            return fallback;
        }
        return value.stringValue();
    }

    /** {@code 'a', 'b' or 'c'}, sorted, so that the message does not depend on the order of the set. */
    private static String oneOf(Set<String> allowed) {
        List<String> quoted =
                allowed.stream().sorted().map(word -> "'" + word + "'").toList();
        return quoted.size() == 1
                ? quoted.getFirst()
                : String.join(", ", quoted.subList(0, quoted.size() - 1)) + " or " + quoted.getLast();
    }

    public UUID requiredUuid(String name) {
        JsonNode value = fields.get(name);
        if (value == null) {
            problem(name, "missing", "Field required", fields, null);
            return null;
        }
        // The parser of the JDK also takes shortened groups.
        if (!value.isString() || !UUID_TEXT.matcher(value.stringValue()).matches()) {
            problem(
                    name,
                    "uuid_parsing",
                    "Input should be a valid UUID",
                    value,
                    Map.of("error", "not 32 hexadecimal digits in groups of 8-4-4-4-12"));
            return null;
        }
        return UUID.fromString(value.stringValue());
    }

    /**
     * A list of texts; empty where it is wrong.
     *
     * @param max the longest text, in characters
     */
    public List<String> requiredTexts(String name, int max) {
        JsonNode value = requiredList(name, 0, Integer.MAX_VALUE);
        var within = new FieldReader(fields, path(name), errors);
        var texts = new ArrayList<String>(value.size());
        for (int i = 0; i < value.size(); i++) {
            String text = within.text(i, value.get(i), 0, max);
            if (text != null) {
                texts.add(text);
            }
        }
        return texts;
    }

    /** A list of at least one of the allowed words, without duplicates; empty where it is wrong. */
    public Set<String> requiredEnums(String name, Set<String> allowed) {
        JsonNode value = requiredList(name, 1, Integer.MAX_VALUE);
        var within = new FieldReader(fields, path(name), errors);
        var words = new TreeSet<String>();
        for (int i = 0; i < value.size(); i++) {
            JsonNode word = value.get(i);
            if (word.isString() && allowed.contains(word.stringValue())) {
                words.add(word.stringValue());
            } else {
                String expected = oneOf(allowed);
                within.problem(i, "literal_error", "Input should be " + expected, word, Map.of("expected", expected));
            }
        }
        return words;
    }

    /** Notes that a list has too many items. Where duplicates do not count, the caller removes them first. */
    public void atMost(String name, int size, int max) {
        if (size > max) {
            problem(
                    name,
                    "too_long",
                    "List should have at most %d items after validation, not %d".formatted(max, size),
                    fields.get(name),
                    Map.of("field_type", "List", "max_length", max, "actual_length", size));
        }
    }

    /** Notes what a caller found out about a field by itself. */
    public void invalid(String name, String message) {
        problem(name, "value_error", message, fields.get(name), null);
    }

    /** Notes every field that is none of these: for bodies whose typing errors must not pass as "nothing to do". */
    public void onlyKnown(Set<String> known) {
        fields.properties().forEach(field -> {
            if (!known.contains(field.getKey())) {
                problem(field.getKey(), "extra_forbidden", "Extra inputs are not permitted", field.getValue(), null);
            }
        });
    }

    /**
     * An object of texts, in their given order; empty where it is absent, null or wrong.
     *
     * @param known the allowed names; true for one that is required and may not be empty
     */
    public Map<String, String> texts(String name, Map<String, Boolean> known) {
        JsonNode value = fields.get(name);
        JsonNode given = value == null || value.isNull() ? Json.object() : object(name, value);
        if (given == null) {
            return Map.of();
        }
        var within = new FieldReader(given, path(name), errors);
        var texts = new LinkedHashMap<String, String>();
        given.properties().forEach(field -> {
            if (!known.containsKey(field.getKey())) {
                within.problem(
                        field.getKey(), "extra_forbidden", "Extra inputs are not permitted", field.getValue(), null);
                return;
            }
            String text =
                    within.text(field.getKey(), field.getValue(), known.get(field.getKey()) ? 1 : 0, Integer.MAX_VALUE);
            if (text != null) {
                texts.put(field.getKey(), text);
            }
        });
        known.entrySet().stream()
                .filter(field -> field.getValue() && !given.has(field.getKey()))
                .map(Map.Entry::getKey)
                .sorted()
                .forEach(missing -> within.problem(missing, "missing", "Field required", given, null));
        return texts;
    }

    /** Null after noting a problem. */
    public String requiredEnum(String name, Set<String> allowed) {
        if (fields.get(name) == null) {
            problem(name, "missing", "Field required", fields, null);
            return null;
        }
        return optionalEnum(name, allowed, null);
    }

    public JsonNode requiredObject(String name) {
        JsonNode value = fields.get(name);
        if (value == null) {
            problem(name, "missing", "Field required", fields, null);
            return null;
        }
        return object(name, value);
    }

    /** An empty object where it is absent or null. */
    public JsonNode objectOrEmpty(String name) {
        JsonNode value = fields.get(name);
        return value == null || value.isNull() ? Json.object() : object(name, value);
    }

    /** As {@link #objectOrEmpty}, for what PostgreSQL stores as {@code jsonb}. */
    public JsonNode storableObjectOrEmpty(String name) {
        JsonNode value = objectOrEmpty(name);
        if (value != null && !StorableJson.is(value)) {
            problem(
                    name,
                    "json_unstorable",
                    "Strings should have no NUL characters, and numbers at most 1000 digits",
                    null,
                    null);
            return null;
        }
        return value;
    }

    /** A reader of an object within this one; null after noting a problem. */
    public FieldReader requiredFields(String name) {
        JsonNode value = fields.get(name);
        if (value == null) {
            problem(name, "missing", "Field required", fields, null);
            return null;
        }
        if (!value.isObject()) {
            problem(name, "dict_type", "Input should be a valid dictionary", value, null);
            return null;
        }
        return new FieldReader(value, path(name), errors);
    }

    /** A list of UUIDs; empty where it is absent, null or wrong. */
    public List<UUID> uuids(String name, int max) {
        if (!has(name)) {
            return List.of();
        }
        JsonNode value = requiredList(name, 0, max);
        var ids = new ArrayList<UUID>(value.size());
        for (JsonNode item : value) {
            if (!item.isString() || !UUID_TEXT.matcher(item.stringValue()).matches()) {
                problem(name, "uuid_parsing", "Input should be a list of valid UUIDs", item, null);
                return List.of();
            }
            ids.add(UUID.fromString(item.stringValue()));
        }
        return ids;
    }

    /** Null where it is absent or null. */
    public @Nullable UUID optionalUuid(String name) {
        return has(name) ? requiredUuid(name) : null;
    }

    public Instant requiredTime(String name) {
        if (!has(name)) {
            problem(name, "missing", "Field required", fields, null);
            return null;
        }
        return time(name);
    }

    /** The readers of a list of objects; empty where the list itself is wrong. */
    public List<FieldReader> requiredObjects(String name, int min, int max) {
        JsonNode value = requiredList(name, min, max);
        var readers = new ArrayList<FieldReader>(value.size());
        for (int i = 0; i < value.size() && errors.size() < MOST_PROBLEMS; i++) {
            List<Object> at = path(name);
            at.add(i);
            if (value.get(i).isObject()) {
                readers.add(new FieldReader(value.get(i), at, errors));
            } else {
                errors.add(new FieldError(
                        "dict_type",
                        at,
                        "Input should be a valid dictionary",
                        FieldError.shortened(value.get(i)),
                        null));
            }
        }
        return readers;
    }

    /** The list; an empty one after noting a problem. */
    private JsonNode requiredList(String name, int min, int max) {
        JsonNode value = fields.get(name);
        JsonNode none = Json.MAPPER.createArrayNode();
        if (value == null) {
            problem(name, "missing", "Field required", fields, null);
            return none;
        }
        if (!value.isArray()) {
            problem(name, "list_type", "Input should be a valid list", value, null);
            return none;
        }
        if (value.size() < min) {
            problem(
                    name,
                    "too_short",
                    "List should have at least %d item after validation, not %d".formatted(min, value.size()),
                    value,
                    Map.of("field_type", "List", "min_length", min, "actual_length", value.size()));
            return none;
        }
        atMost(name, value.size(), max);
        return value.size() > max ? none : value;
    }

    /** @param fallback what an absent or null value stands for */
    public int integer(String name, int min, int max, int fallback) {
        return integer(name, min, max, Integer.valueOf(fallback));
    }

    /** The smallest one where it is wrong. */
    public int requiredInteger(String name, int min, int max) {
        JsonNode value = fields.get(name);
        if (value == null) {
            problem(name, "missing", "Field required", fields, null);
            return min;
        }
        return NumberFields.integer(this, name, value, min, max, min);
    }

    /** @param fallback what an absent or null value stands for; may be null */
    public @Nullable Integer integer(String name, int min, int max, @Nullable Integer fallback) {
        JsonNode value = fields.get(name);
        return value == null || value.isNull() ? fallback : NumberFields.integer(this, name, value, min, max, fallback);
    }

    /** @param fallback what an absent or null value stands for */
    public double number(String name, double min, double max, double fallback) {
        return number(name, min, max, Double.valueOf(fallback));
    }

    /** @param fallback what an absent or null value stands for; may be null */
    public @Nullable Double number(String name, double min, double max, @Nullable Double fallback) {
        JsonNode value = fields.get(name);
        return value == null || value.isNull() ? fallback : NumberFields.number(this, name, value, min, max, fallback);
    }

    public boolean bool(String name, boolean fallback) {
        JsonNode value = fields.get(name);
        if (value == null || value.isNull()) {
            return fallback;
        }
        String text = value.isString() ? value.stringValue().toLowerCase(Locale.ROOT) : value.toString();
        if (TRUE.contains(text)) {
            return true;
        }
        if (!FALSE.contains(text)) {
            problem(name, "bool_parsing", "Input should be a valid boolean", value, null);
        }
        return false;
    }

    /** Null where it is absent or null. */
    public @Nullable Instant time(String name) {
        OffsetDateTime time = timeWithOffset(name);
        return time == null ? null : time.toInstant();
    }

    /** As {@link #time}, of a moment: a date alone, and a time without an offset, are none. */
    public @Nullable Instant moment(String name) {
        OffsetDateTime time = timeWithOffset(name);
        JsonNode value = fields.get(name);
        if (time != null && !WireTime.hasOffset(value.stringValue().trim())) {
            problem(name, "timezone_aware", "Input should have timezone info", value, null);
            return null;
        }
        return time == null ? null : time.toInstant();
    }

    /** As {@link #moment}, and it must be there. */
    public Instant requiredMoment(String name) {
        if (!has(name)) {
            problem(name, "missing", "Field required", fields, null);
            return null;
        }
        return moment(name);
    }

    /** Notes a field that other requests have and this one has not. */
    public void absent(String name) {
        JsonNode value = fields.get(name);
        if (value != null && !value.isNull()) {
            problem(name, "extra_forbidden", "Extra inputs are not permitted", value, null);
        }
    }

    /** Notes that a time, which was read already, must not lie in the future. */
    public void inFuture(String name) {
        problem(name, "datetime_past", "Input should be in the past", fields.get(name), null);
    }

    /** As {@link #time}, with the offset as it was given; UTC where none was. */
    public @Nullable OffsetDateTime timeWithOffset(String name) {
        JsonNode value = fields.get(name);
        if (value == null || value.isNull()) {
            return null;
        }
        try {
            if (value.isString()) {
                return WireTime.parseWithOffset(value.stringValue().trim());
            }
        } catch (DateTimeException e) {
            problem(
                    name,
                    "datetime_from_date_parsing",
                    "Input should be a valid datetime or date",
                    value,
                    Map.of("error", "not an ISO 8601 time"));
            return null;
        }
        problem(name, "datetime_type", "Input should be a valid datetime", value, null);
        return null;
    }

    private @Nullable String text(Object name, JsonNode value, int min, int max) {
        if (!value.isString()) {
            problem(name, "string_type", "Input should be a valid string", value, null);
            return null;
        }
        String text = value.stringValue();
        int length = text.codePointCount(0, text.length());
        if (length < min) {
            problem(
                    name,
                    "string_too_short",
                    "String should have at least %d character%s".formatted(min, min == 1 ? "" : "s"),
                    value,
                    Map.of("min_length", min));
            return null;
        }
        if (length > max) {
            problem(
                    name,
                    "string_too_long",
                    "String should have at most %d characters".formatted(max),
                    value,
                    Map.of("max_length", max));
            return null;
        }
        if (text.indexOf('\0') >= 0 || UnicodeText.hasLoneSurrogate(text)) {
            problem(
                    name,
                    "string_unicode",
                    "Input should be a valid string without NUL characters and with whole Unicode characters",
                    null,
                    null);
            return null;
        }
        return text;
    }

    private @Nullable JsonNode object(String name, JsonNode value) {
        if (!value.isObject()) {
            problem(name, "dict_type", "Input should be a valid dictionary", value, null);
            return null;
        }
        if (UnicodeText.hasLoneSurrogate(value)) {
            problem(name, "string_unicode", "Strings should consist of whole Unicode characters", null, null);
            return null;
        }
        return value;
    }

    /** @param name of a field, or the number of an item of a list */
    void problem(Object name, String type, String msg, @Nullable JsonNode input, @Nullable Map<String, Object> ctx) {
        errors.add(new FieldError(type, path(name), msg, FieldError.shortened(input), ctx));
    }

    private List<Object> path(Object name) {
        var at = new ArrayList<>(loc);
        at.add(name);
        return at;
    }
}

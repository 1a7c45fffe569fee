package dev.statewave.contract.policy;

import dev.statewave.contract.json.Json;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads bundles, which are YAML or JSON, and refuses what could be misunderstood. */
public final class PolicyBundleReader {

    /** The longest bundle, in characters. */
    public static final int MAX_CHARS = 262_144;

    /** The most rules of a bundle. */
    public static final int MAX_RULES = 500;

    private static final int LONGEST_ID = 128;
    private static final int LONGEST_DESCRIPTION = 2_000;
    private static final int LONGEST_NAME = 256;
    private static final int LONGEST_LIST = 200;
    private static final int DEEPEST_JSON = 34;

    private static final Set<String> FIELDS = Set.of("version", "metadata", "rules");
    private static final Set<String> RULE_FIELDS = Set.of("id", "description", "when", "action");
    private static final String ANY_LABEL = "memory_has_any_label";
    private static final String ALL_LABELS = "memory_has_all_labels";
    private static final String CALLER_TYPE = "caller_type";
    private static final String CALLER_TYPE_IN = "caller_type_in";
    private static final String CALLER_TYPE_NOT_IN = "caller_type_not_in";
    private static final String CALLER_ID = "caller_id";
    private static final Set<String> PREDICATES =
            Set.of(ANY_LABEL, ALL_LABELS, CALLER_TYPE, CALLER_TYPE_IN, CALLER_TYPE_NOT_IN, CALLER_ID);

    /** A key that stands there twice is an error: which of them holds would be a guess. */
    private static final ObjectReader STRICT_JSON =
            Json.MAPPER.readerFor(JsonNode.class).with(StreamReadFeature.STRICT_DUPLICATE_DETECTION);

    private PolicyBundleReader() {}

    /** @throws InvalidPolicyException where it is no bundle; the message names the rule and the field */
    public static PolicyBundle read(String text) {
        if (text.length() > MAX_CHARS) {
            throw new InvalidPolicyException("The bundle has more than %d characters.".formatted(MAX_CHARS));
        }
        JsonNode root = tree(text);
        if (!root.isObject()) {
            throw new InvalidPolicyException("The bundle has to be a map with version and rules.");
        }
        onlyKnown("The bundle", root, FIELDS);
        int version = version(root);
        JsonNode metadata = root.path("metadata");
        if (metadata.isMissingNode() || metadata.isNull()) {
            metadata = Json.object();
        }
        if (!metadata.isObject()) {
            throw new InvalidPolicyException("metadata has to be a map.");
        }
        JsonNode definitions = root.path("rules");
        if (!definitions.isArray()) {
            throw new InvalidPolicyException("rules has to be a list of rules.");
        }
        if (definitions.size() > MAX_RULES) {
            throw new InvalidPolicyException("rules has more than %d rules.".formatted(MAX_RULES));
        }
        var rules = new ArrayList<PolicyRule>();
        var ids = new HashSet<String>();
        for (JsonNode definition : definitions) {
            PolicyRule rule = rule(definition, rules.size());
            if (!ids.add(rule.id())) {
                throw new InvalidPolicyException(
                        "rules[%d] (%s): id: another rule has the same id.".formatted(rules.size(), rule.id()));
            }
            rules.add(rule);
        }
        JsonNode shown = shown(rules);
        return new PolicyBundle(hash(version, metadata, shown), version, metadata, List.copyOf(rules), shown);
    }

    private static JsonNode tree(String text) {
        if (text.stripLeading().startsWith("{")) {
            try {
                JsonNode json = STRICT_JSON.readTree(text);
                checkDepth(json, 0);
                return json;
            } catch (JacksonException e) {
                // It may be YAML that looks like it. If it is not, the message of that reader names line and column.
                return YamlTree.read(text, MAX_CHARS);
            }
        }
        return YamlTree.read(text, MAX_CHARS);
    }

    private static void checkDepth(JsonNode node, int depth) {
        if (depth > DEEPEST_JSON) {
            throw new InvalidPolicyException("The bundle is nested more than %d deep.".formatted(DEEPEST_JSON));
        }
        node.forEach(child -> checkDepth(child, depth + 1));
    }

    private static int version(JsonNode root) {
        JsonNode version = root.path("version");
        if (!version.isIntegralNumber() || !version.bigIntegerValue().equals(java.math.BigInteger.ONE)) {
            throw new InvalidPolicyException("version has to be the number 1.");
        }
        return 1;
    }

    private static PolicyRule rule(JsonNode definition, int place) {
        JsonNode id = definition.path("id");
        String name = "rules[%d]".formatted(place) + (id.isString() ? " (" + cut(id.stringValue()) + ")" : "");
        if (!definition.isObject()) {
            throw new InvalidPolicyException(name + " has to be a map with id, when and action.");
        }
        onlyKnown(name, definition, RULE_FIELDS);
        return new PolicyRule(
                text(name, "id", id, LONGEST_ID),
                absent(definition.path("description"))
                        ? null
                        : text(name, "description", definition.path("description"), LONGEST_DESCRIPTION),
                condition(name, definition.path("when")),
                action(name, definition.path("action")));
    }

    private static PolicyAction action(String rule, JsonNode action) {
        return switch (action.isString() ? action.stringValue() : "") {
            case "deny" -> PolicyAction.DENY;
            case "redact" -> PolicyAction.REDACT;
            default -> throw new InvalidPolicyException(rule + ": action: has to be deny or redact.");
        };
    }

    private static PolicyCondition condition(String rule, JsonNode when) {
        if (!when.isObject() || when.isEmpty()) {
            throw new InvalidPolicyException(
                    "%s: when: has to be a map with at least one of %s.".formatted(rule, sorted(PREDICATES)));
        }
        onlyKnown(rule + ": when", when, PREDICATES);
        // Labels are stored in lower case and without blanks around them.
        UnaryOperator<String> label = text -> text.strip().toLowerCase(Locale.ROOT);
        return new PolicyCondition(
                texts(rule, ANY_LABEL, when, label),
                texts(rule, ALL_LABELS, when, label),
                optional(rule, CALLER_TYPE, when),
                texts(rule, CALLER_TYPE_IN, when, UnaryOperator.identity()),
                texts(rule, CALLER_TYPE_NOT_IN, when, UnaryOperator.identity()),
                optional(rule, CALLER_ID, when));
    }

    private static @Nullable String optional(String rule, String field, JsonNode when) {
        return when.has(field) ? text(rule, "when." + field, when.path(field), LONGEST_NAME) : null;
    }

    private static @Nullable Set<String> texts(String rule, String field, JsonNode when, UnaryOperator<String> form) {
        if (!when.has(field)) {
            return null;
        }
        String name = "when." + field;
        JsonNode list = when.path(field);
        if (!list.isArray() || list.isEmpty() || list.size() > LONGEST_LIST) {
            throw new InvalidPolicyException(
                    "%s: %s: has to be a list of 1 to %d texts.".formatted(rule, name, LONGEST_LIST));
        }
        var texts = new TreeSet<String>();
        for (int i = 0; i < list.size(); i++) {
            String item = name + "[" + i + "]";
            String text = form.apply(text(rule, item, list.get(i), LONGEST_NAME));
            if (text.isEmpty()) {
                throw new InvalidPolicyException("%s: %s: is blank.".formatted(rule, item));
            }
            texts.add(text);
        }
        return Set.copyOf(texts);
    }

    private static String text(String rule, String field, JsonNode value, int longest) {
        if (!value.isString()) {
            throw new InvalidPolicyException("%s: %s: has to be a text; put it in quotes.".formatted(rule, field));
        }
        String text = value.stringValue();
        if (text.isBlank() || text.length() > longest) {
            throw new InvalidPolicyException("%s: %s: has to have 1 to %d characters.".formatted(rule, field, longest));
        }
        if (text.chars().anyMatch(c -> c < ' ' && c != '\n' && c != '\t')
                || text.codePoints().anyMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE)) {
            throw new InvalidPolicyException("%s: %s: has control characters.".formatted(rule, field));
        }
        return text;
    }

    private static void onlyKnown(String where, JsonNode object, Set<String> known) {
        object.propertyNames().stream()
                .filter(name -> !known.contains(name))
                .findFirst()
                .ifPresent(name -> {
                    throw new InvalidPolicyException(
                            "%s: %s: is not known; known are %s.".formatted(where, cut(name), sorted(known)));
                });
    }

    private static boolean absent(JsonNode node) {
        return node.isMissingNode() || node.isNull();
    }

    private static String cut(String text) {
        String plain = text.codePoints()
                .limit(80)
                .map(c -> c < ' ' || c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE ? '?' : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        return plain.length() < text.length() ? plain + "…" : plain;
    }

    private static String sorted(Collection<String> names) {
        return String.join(", ", new TreeSet<>(names));
    }

    /** The rules in one form: lists of names sorted, and without what is not named. */
    private static JsonNode shown(List<PolicyRule> rules) {
        ArrayNode list = Json.MAPPER.createArrayNode();
        for (PolicyRule rule : rules) {
            ObjectNode node = list.addObject().put("id", rule.id()).put("description", rule.description());
            ObjectNode when = node.putObject("when");
            PolicyCondition condition = rule.when();
            put(when, ANY_LABEL, condition.anyLabel());
            put(when, ALL_LABELS, condition.allLabels());
            put(when, CALLER_TYPE, condition.callerType());
            put(when, CALLER_TYPE_IN, condition.callerTypeIn());
            put(when, CALLER_TYPE_NOT_IN, condition.callerTypeNotIn());
            put(when, CALLER_ID, condition.callerId());
            node.put("action", rule.action().wire());
        }
        return list;
    }

    private static void put(ObjectNode when, String name, @Nullable String value) {
        if (value != null) {
            when.put(name, value);
        }
    }

    private static void put(ObjectNode when, String name, @Nullable Set<String> values) {
        if (values != null) {
            new TreeSet<>(values).forEach(when.withArray(name)::add);
        }
    }

    private static String hash(int version, JsonNode metadata, JsonNode rules) {
        ObjectNode content = Json.object().put("version", version);
        content.set("metadata", metadata);
        content.set("rules", rules);
        byte[] text = canonical(content).toString().getBytes(StandardCharsets.UTF_8);
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static JsonNode canonical(JsonNode node) {
        if (node.isArray()) {
            ArrayNode list = Json.MAPPER.createArrayNode();
            node.forEach(item -> list.add(canonical(item)));
            return list;
        }
        if (node.isObject()) {
            ObjectNode sorted = Json.object();
            var fields = new TreeMap<String, JsonNode>();
            node.properties().forEach(field -> fields.put(field.getKey(), field.getValue()));
            fields.forEach((name, value) -> sorted.set(name, canonical(value)));
            return sorted;
        }
        return node;
    }
}

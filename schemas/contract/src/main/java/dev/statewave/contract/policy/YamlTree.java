package dev.statewave.contract.policy;

import dev.statewave.contract.json.Json;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.composer.Composer;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.StreamReader;
import org.yaml.snakeyaml.resolver.Resolver;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * Reads YAML as a JSON tree. Nothing is constructed from it: tags are refused, and a word is a text unless it is a
 * plain {@code null}, {@code true}, {@code false} or decimal number, so that a label {@code no} stays what it is.
 * Aliases are followed within the bound of nodes, which ends those that grow exponentially or contain themselves.
 */
final class YamlTree {

    private static final int DEEPEST = 32;
    private static final int MOST_NODES = 50_000;
    private static final int MOST_ALIASES = 200;
    private static final int LONGEST_NUMBER = 40;

    private int nodes;

    private YamlTree() {}

    /** @throws InvalidPolicyException where it is not one document of YAML within the bounds */
    static JsonNode read(String text, int maxChars) {
        var options = new LoaderOptions();
        options.setNestingDepthLimit(DEEPEST);
        options.setMaxAliasesForCollections(MOST_ALIASES);
        options.setCodePointLimit(maxChars);
        options.setAllowDuplicateKeys(false);
        Node root;
        try {
            root = new Composer(new ParserImpl(new StreamReader(text), options), new TextResolver(), options)
                    .getSingleNode();
        } catch (MarkedYAMLException e) {
            throw new InvalidPolicyException("Not readable as YAML: " + e.getProblem() + at(e.getProblemMark()));
        } catch (YAMLException e) {
            throw new InvalidPolicyException("Not readable as YAML: " + firstLine(e.getMessage()));
        }
        if (root == null) {
            throw new InvalidPolicyException("The bundle is empty.");
        }
        return new YamlTree().tree(root, 0);
    }

    /** Knows no types, which the library would tell by patterns that recurse on long texts. */
    private static final class TextResolver extends Resolver {
        @Override
        protected void addImplicitResolvers() {}
    }

    private JsonNode tree(Node node, int depth) {
        if (++nodes > MOST_NODES) {
            throw new InvalidPolicyException(
                    "The bundle has more than %d values, aliases followed.".formatted(MOST_NODES));
        }
        if (depth > DEEPEST) {
            throw new InvalidPolicyException(
                    "The bundle is nested more than %d deep%s".formatted(DEEPEST, at(node.getStartMark())));
        }
        return switch (node) {
            case MappingNode mapping when mapping.getTag().equals(Tag.MAP) -> object(mapping, depth);
            case SequenceNode list
            when list.getTag().equals(Tag.SEQ) -> {
                var array = Json.MAPPER.createArrayNode();
                list.getValue().forEach(item -> array.add(tree(item, depth + 1)));
                yield array;
            }
            case ScalarNode scalar when scalar.getTag().equals(Tag.STR) -> scalar(scalar);
            default ->
                throw new InvalidPolicyException(
                        "The tag %s is not supported%s".formatted(node.getTag(), at(node.getStartMark())));
        };
    }

    private JsonNode object(MappingNode mapping, int depth) {
        var object = Json.object();
        for (NodeTuple field : mapping.getValue()) {
            if (!(field.getKeyNode() instanceof ScalarNode key)) {
                throw new InvalidPolicyException(
                        "A key has to be a text" + at(field.getKeyNode().getStartMark()));
            }
            if (object.has(key.getValue())) {
                throw new InvalidPolicyException(
                        "The key %s stands there twice%s".formatted(key.getValue(), at(key.getStartMark())));
            }
            object.set(key.getValue(), tree(field.getValueNode(), depth + 1));
        }
        return object;
    }

    private static JsonNode scalar(ScalarNode scalar) {
        String value = scalar.getValue();
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        if (scalar.getScalarStyle() != DumperOptions.ScalarStyle.PLAIN) {
            return nodes.stringNode(value);
        }
        return switch (value) {
            case "", "~", "null" -> nodes.nullNode();
            case "true" -> nodes.booleanNode(true);
            case "false" -> nodes.booleanNode(false);
            default -> {
                BigDecimal number = number(value);
                yield number == null
                        ? nodes.stringNode(value)
                        : number.scale() == 0 ? nodes.numberNode(number.toBigIntegerExact()) : nodes.numberNode(number);
            }
        };
    }

    /** Null where it is none: digits with a sign before and a point between them, at most. */
    private static @Nullable BigDecimal number(String text) {
        int from = text.startsWith("-") ? 1 : 0;
        boolean point = false;
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean inside = i > from && i < text.length() - 1;
            if (c == '.' && inside && !point) {
                point = true;
            } else if (c < '0' || c > '9') {
                return null;
            }
        }
        return text.length() == from || text.length() > LONGEST_NUMBER ? null : new BigDecimal(text);
    }

    private static String at(@Nullable Mark mark) {
        return mark == null ? "." : " (line %d, column %d).".formatted(mark.getLine() + 1, mark.getColumn() + 1);
    }

    private static String firstLine(@Nullable String message) {
        return message == null ? "unknown error." : message.lines().findFirst().orElse("");
    }
}

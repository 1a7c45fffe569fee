package dev.statewave.harness.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.statewave.contract.json.Json;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the OpenAPI document promises is there, and whatever is sent to it, nothing falls over and every answer keeps to
 * the document.
 */
class OpenApiIT {

    private static final int ROUNDS = 40;
    private static final List<String> TEXTS = List.of(
            "",
            " ",
            "x",
            "x".repeat(257),
            "x".repeat(5_000),
            "\u0000",
            "a\nb",
            "😀",
            "\ud83d",
            "../..",
            "%00",
            "' OR 1=1 --",
            "<script>",
            "null",
            "ünï/cödé:@",
            "{subject}",
            "\u202e",
            "2026-13-45",
            "{{7*7}}",
            "$ref");

    private final Api api = TestSystem.get().api();

    @TestFactory
    Stream<DynamicTest> everyOperation_isThere() {
        return ApiContract.operations().stream()
                .map(operation -> DynamicTest.dynamicTest(operation.method() + " " + operation.template(), () -> {
                    String body = operation.description().has("requestBody") ? "{}" : null;
                    var answer = api.send(operation.method(), path(operation, new Random(1)), body);

                    assertThat(answer.status()).isNotIn(405, 501).isLessThan(500 + (needsModel(operation) ? 10 : 0));
                    if (answer.status() == 404) {
                        assertThat(answer.at("/error/message").asString()).isNotEqualTo("Not Found");
                    }
                }));
    }

    @TestFactory
    Stream<DynamicTest> noInput_fallsOver() {
        long seed = System.nanoTime();
        return ApiContract.operations().stream()
                .filter(operation -> !needsModel(operation) && !changesAllSubjects(operation))
                .map(operation -> DynamicTest.dynamicTest(
                        operation.method() + " " + operation.template() + ", seed " + seed, () -> {
                            var random = new Random(seed);
                            for (int i = 0; i < ROUNDS; i++) {
                                String path = path(operation, random);
                                String body = body(operation, random);
                                // The answer itself is looked at by whoever sends.
                                var answer = api.send(operation.method(), path, body);
                                assertThat(answer.status())
                                        .as("%s %s %s", operation.method(), path, body)
                                        .isLessThan(500);
                            }
                        }));
    }

    /** Those of all other tests too. */
    private static boolean changesAllSubjects(ApiContract.Operation operation) {
        return operation.method().equals("POST") && operation.template().equals("/admin/rebuilds");
    }

    private static boolean needsModel(ApiContract.Operation operation) {
        return operation.template().startsWith("/v1/llm");
    }

    private static String path(ApiContract.Operation operation, Random random) {
        String path = operation
                .template()
                .replaceAll("\\{[^}]+}", URLEncoder.encode("fuzz-" + random.nextInt(5), StandardCharsets.UTF_8));
        var query = new StringBuilder();
        operation.description().path("parameters").forEach(parameter -> {
            JsonNode resolved = resolve(parameter);
            if (resolved.path("in").asString("").equals("query") && random.nextInt(4) > 0) {
                Object value = random.nextInt(3) > 0 ? good(resolve(resolved.path("schema")), random) : text(random);
                query.append(query.isEmpty() ? '?' : '&')
                        .append(resolved.path("name").asString())
                        .append('=')
                        .append(URLEncoder.encode(
                                value instanceof JsonNode node && node.isString()
                                        ? node.stringValue()
                                        : String.valueOf(value),
                                StandardCharsets.UTF_8));
            }
        });
        return path + query;
    }

    private static String body(ApiContract.Operation operation, Random random) {
        JsonNode schema = resolve(operation.description().at("/requestBody/content/application~1json/schema"));
        if (!schema.isObject()) {
            return null;
        }
        return switch (random.nextInt(12)) {
            case 0 -> "";
            case 1 -> "{\"subject_id\":";
            case 2 -> "[" + "[".repeat(500);
            case 3 -> String.valueOf(anything(random));
            default -> String.valueOf(good(schema, random));
        };
    }

    /** A value that fits the schema, or now and then one that does not. */
    private static JsonNode good(JsonNode schema, Random random) {
        if (random.nextInt(12) == 0) {
            return anything(random);
        }
        JsonNode given = resolve(schema);
        if (given.has("enum")) {
            return given.path("enum").get(random.nextInt(given.path("enum").size()));
        }
        JsonNode type = given.path("type");
        return switch (type.isArray() ? type.get(random.nextInt(type.size())).asString() : type.asString("string")) {
            case "object" -> object(given, random);
            case "array" -> {
                var array = Json.MAPPER.createArrayNode();
                for (int i = random.nextInt(4); i > 0; i--) {
                    array.add(good(given.path("items"), random));
                }
                yield array;
            }
            case "integer" ->
                JsonNodeFactory.instance.numberNode(random.nextInt(
                        given.path("minimum").asInt(0), given.path("maximum").asInt(300) + 1));
            case "number" -> JsonNodeFactory.instance.numberNode(random.nextDouble() * 2);
            case "boolean" -> JsonNodeFactory.instance.booleanNode(random.nextBoolean());
            case "null" -> JsonNodeFactory.instance.nullNode();
            default ->
                JsonNodeFactory.instance.stringNode(
                        given.path("format").asString("").equals("date-time")
                                ? "2026-01-02T03:04:05Z"
                                : given.path("format").asString("").equals("uuid")
                                        ? UUID.randomUUID().toString()
                                        : "fuzz-" + random.nextInt(5));
        };
    }

    private static ObjectNode object(JsonNode schema, Random random) {
        ObjectNode object = Json.object();
        Set<String> required = new java.util.HashSet<>();
        schema.path("required").forEach(name -> required.add(name.asString()));
        schema.path("properties").properties().forEach(property -> {
            if (required.contains(property.getKey()) && random.nextInt(20) > 0 || random.nextInt(3) == 0) {
                object.set(property.getKey(), good(property.getValue(), random));
            }
        });
        if (schema.path("properties").isEmpty() || random.nextInt(6) == 0) {
            object.set(text(random), anything(random));
        }
        return object;
    }

    private static JsonNode anything(Random random) {
        return switch (random.nextInt(8)) {
            case 0 -> JsonNodeFactory.instance.nullNode();
            case 1 -> JsonNodeFactory.instance.numberNode(random.nextLong());
            case 2 -> JsonNodeFactory.instance.numberNode(1e300);
            case 3 -> Json.MAPPER.createArrayNode().add(text(random));
            case 4 -> Json.object().put(text(random), text(random));
            case 5 -> JsonNodeFactory.instance.booleanNode(true);
            default -> JsonNodeFactory.instance.stringNode(text(random));
        };
    }

    private static String text(Random random) {
        return TEXTS.get(random.nextInt(TEXTS.size()));
    }

    private static JsonNode resolve(JsonNode node) {
        return node.has("$ref") ? ApiContract.resolve(node.path("$ref").asString()) : node;
    }
}

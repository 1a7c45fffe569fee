package dev.statewave.harness.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.statewave.contract.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The OpenAPI document, as a judge: every answer that any test gets has to be one that the document knows. */
final class ApiContract {

    private static final JsonNode DOCUMENT = document();
    private static final SchemaRegistry SCHEMAS = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

    private ApiContract() {}

    /** @param template with its placeholders, as the document has it */
    record Operation(String method, String template, JsonNode description) {

        Pattern path() {
            // An id may hold slashes.
            return Pattern.compile(template.replaceAll("\\{[^}]+}", ".+"));
        }
    }

    static List<Operation> operations() {
        var operations = new ArrayList<Operation>();
        DOCUMENT.path("paths").properties().forEach(path -> path.getValue()
                .properties()
                .forEach(method -> operations.add(
                        new Operation(method.getKey().toUpperCase(Locale.ROOT), path.getKey(), method.getValue()))));
        return operations;
    }

    /** Fails where the document does not allow this answer. A path that it does not know must be refused. */
    static void check(String method, String pathAndQuery, Api.Answer answer) {
        if (answer.status() >= 400 && !pathAndQuery.startsWith("/readyz") && answer.raw().length > 0) {
            assertThat(errors(DOCUMENT.at("/components/schemas/Error"), answer.body()))
                    .as("error answer of %s %s: %s", method, pathAndQuery, answer.body())
                    .isEmpty();
            return;
        }
        String path = pathAndQuery.replaceFirst("\\?.*", "");
        Optional<Operation> operation = operations().stream()
                .filter(known -> known.method().equals(method))
                .filter(known -> known.path().matcher(path).matches())
                // The most exact one: /v1/subjects/x/health is no subject named x/health.
                .max(Comparator.comparingInt(
                        known -> known.template().replaceAll("\\{[^}]+}", "").length()));
        if (operation.isEmpty()) {
            return;
        }
        JsonNode response = operation.get().description().at("/responses/" + answer.status());
        assertThat(response.isObject())
                .as("%s %s answered %d, which the document does not know", method, path, answer.status())
                .isTrue();
        JsonNode schema = response.at("/content/application~1json/schema");
        if (schema.isObject()) {
            assertThat(errors(schema, answer.body()))
                    .as("%s %s: %s", method, path, answer.body())
                    .isEmpty();
        }
    }

    static JsonNode resolve(String reference) {
        return DOCUMENT.at(reference.substring(1));
    }

    private static List<String> errors(JsonNode schema, JsonNode value) {
        ObjectNode whole = ((ObjectNode) schema).deepCopy();
        whole.set("components", DOCUMENT.path("components"));
        return SCHEMAS.getSchema(whole).validate(value).stream()
                .map(Object::toString)
                .toList();
    }

    private static JsonNode document() {
        try (var in = ApiContract.class.getResourceAsStream("/api/openapi.yaml")) {
            return Json.MAPPER.valueToTree(new Yaml().load(in));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

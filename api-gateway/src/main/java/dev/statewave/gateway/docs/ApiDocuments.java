package dev.statewave.gateway.docs;

import dev.statewave.contract.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.core.type.TypeReference;

/** The documents of both interfaces, HTTP and Kafka, and a page that leads to them. */
@RestController
public class ApiDocuments {

    private static final MediaType YAML = MediaType.parseMediaType("application/yaml");

    private final Map<String, Map<String, Object>> paths;
    private final byte[] openApi;
    private final byte[] asyncApi;

    ApiDocuments() throws IOException {
        Map<String, Object> document = new Yaml().load(new String(resource("openapi.yaml"), StandardCharsets.UTF_8));
        this.paths = Json.MAPPER.convertValue(document.get("paths"), new TypeReference<>() {});
        this.openApi = Json.bytes(document);
        this.asyncApi = resource("asyncapi.yaml");
    }

    /** The paths of the HTTP interface with what stands under each, above all its methods in lower case. */
    public Map<String, Map<String, Object>> paths() {
        return paths;
    }

    @GetMapping("/openapi.json")
    ResponseEntity<byte[]> openApi() {
        return ResponseEntity.ok().contentType(MediaType.APPLICATION_JSON).body(openApi);
    }

    @GetMapping("/asyncapi.yaml")
    ResponseEntity<byte[]> asyncApi() {
        return ResponseEntity.ok().contentType(YAML).body(asyncApi);
    }

    @GetMapping({"/docs", "/redoc"})
    ResponseEntity<String> page() {
        return ResponseEntity.ok().contentType(MediaType.TEXT_HTML).body("""
                <!doctype html><html lang="en"><meta charset="utf-8"><title>Statewave API</title>
                <h1>Statewave API</h1>
                <ul><li><a href="/openapi.json">OpenAPI 3.1</a>: the HTTP interface</li>
                <li><a href="/asyncapi.yaml">AsyncAPI 3.0</a>: the Kafka topics</li></ul></html>
                """);
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream in = ApiDocuments.class.getResourceAsStream("/api/" + name)) {
            return in.readAllBytes();
        }
    }
}

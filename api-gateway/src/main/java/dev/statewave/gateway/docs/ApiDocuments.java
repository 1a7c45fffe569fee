package dev.statewave.gateway.docs;

import dev.statewave.schemas.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.yaml.snakeyaml.Yaml;

/** The documents of both interfaces, HTTP and Kafka, and a page that leads to them. */
@RestController
class ApiDocuments {

    private static final MediaType YAML = MediaType.parseMediaType("application/yaml");

    private final byte[] openApi;
    private final byte[] asyncApi;

    ApiDocuments() throws IOException {
        this.openApi = Json.bytes(new Yaml().load(new String(resource("openapi.yaml"), StandardCharsets.UTF_8)));
        this.asyncApi = resource("asyncapi.yaml");
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

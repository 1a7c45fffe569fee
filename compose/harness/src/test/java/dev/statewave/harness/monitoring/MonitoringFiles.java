package dev.statewave.harness.monitoring;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What {@code compose/monitoring} holds. */
final class MonitoringFiles {

    static final Path REPOSITORY = Path.of("../..").toAbsolutePath().normalize();
    static final Path FOLDER = REPOSITORY.resolve("compose/monitoring");

    private MonitoringFiles() {}

    record Alert(String name, String query, Map<String, String> annotations) {}

    /** @param where the file and the title of its panel */
    record Panel(String where, String query, String legend) {}

    static List<Alert> alerts() throws IOException {
        var alerts = new ArrayList<Alert>();
        for (JsonNode group : yaml("alerts.yml").path("groups")) {
            for (JsonNode rule : group.path("rules")) {
                var annotations = new java.util.TreeMap<String, String>();
                rule.path("annotations")
                        .properties()
                        .forEach(entry ->
                                annotations.put(entry.getKey(), entry.getValue().asString()));
                alerts.add(new Alert(
                        rule.path("alert").asString(), rule.path("expr").asString(), Map.copyOf(annotations)));
            }
        }
        return List.copyOf(alerts);
    }

    static List<Panel> panels() throws IOException {
        var panels = new ArrayList<Panel>();
        try (var files = Files.list(FOLDER.resolve("dashboards"))) {
            for (Path file : files.sorted().toList()) {
                JsonNode dashboard = JsonMapper.shared().readTree(Files.readString(file));
                for (JsonNode panel : dashboard.path("panels")) {
                    for (JsonNode target : panel.path("targets")) {
                        panels.add(new Panel(
                                file.getFileName() + ": " + panel.path("title").asString(),
                                target.path("expr").asString(),
                                target.path("legendFormat").asString()));
                    }
                }
            }
        }
        return List.copyOf(panels);
    }

    static JsonNode yaml(String file) throws IOException {
        return JsonMapper.shared().valueToTree(new Yaml().load(Files.readString(FOLDER.resolve(file))));
    }
}

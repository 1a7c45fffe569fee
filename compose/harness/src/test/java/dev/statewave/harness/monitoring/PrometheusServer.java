package dev.statewave.harness.monitoring;

import java.io.File;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A Prometheus with the configuration of this repository that scrapes and evaluates each second. */
final class PrometheusServer implements AutoCloseable {

    private final Process process;
    private final String url;
    private final HttpClient http = HttpClient.newHttpClient();

    /** @param deployables the address of each by its name */
    @SuppressWarnings("unchecked")
    PrometheusServer(Path folder, Map<String, String> deployables) throws IOException {
        Map<String, Object> settings =
                new Yaml().load(Files.readString(MonitoringFiles.FOLDER.resolve("prometheus.yml")));
        settings.put("global", Map.of("scrape_interval", "1s", "evaluation_interval", "1s"));
        settings.put(
                "rule_files",
                List.of(MonitoringFiles.FOLDER.resolve("alerts.yml").toString()));
        for (var job : (List<Map<String, Object>>) settings.get("scrape_configs")) {
            String address =
                    URI.create(deployables.get((String) job.get("job_name"))).getRawAuthority();
            job.put("static_configs", List.of(Map.of("targets", List.of(address))));
        }
        Files.createDirectories(folder);
        Path file = Files.writeString(folder.resolve("prometheus.yml"), new Yaml().dump(settings));
        int port;
        try (var socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        url = "http://127.0.0.1:" + port;
        process = new ProcessBuilder(
                        program("prometheus").orElseThrow().toString(),
                        "--config.file=" + file,
                        "--storage.tsdb.path=" + folder.resolve("data"),
                        "--web.listen-address=127.0.0.1:" + port)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
    }

    static Optional<File> program(String name) {
        return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .map(folder -> new File(folder, name))
                .filter(File::canExecute)
                .findFirst();
    }

    /** The alerts of a name, pending and firing. */
    List<JsonNode> alerts(String name) throws IOException, InterruptedException {
        return get("/api/v1/alerts")
                .at("/data/alerts")
                .valueStream()
                .filter(alert -> alert.at("/labels/alertname").asString().equals(name))
                .toList();
    }

    /** The targets by how they do. */
    List<String> targets() throws IOException, InterruptedException {
        return get("/api/v1/targets")
                .at("/data/activeTargets")
                .valueStream()
                .map(target -> target.at("/labels/job").asString() + " "
                        + target.path("health").asString())
                .sorted()
                .toList();
    }

    private JsonNode get(String path) throws IOException, InterruptedException {
        String body = http.send(
                        HttpRequest.newBuilder(URI.create(url + path)).build(), HttpResponse.BodyHandlers.ofString())
                .body();
        return JsonMapper.shared().readTree(body);
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(10, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
        http.close();
    }
}

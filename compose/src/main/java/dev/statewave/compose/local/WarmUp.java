package dev.statewave.compose.local;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;

/**
 * The command {@code warmup}: runs the whole once in a folder that is thrown away, with a request of each kind, so that a JVM that records
 * what it loads can write a cache of it. The next starts take half the time.
 */
public final class WarmUp {

    private WarmUp() {}

    public static void run() throws IOException, InterruptedException {
        Path home = Files.createTempDirectory("statewave-warmup");
        try (var system = LocalSystem.apart(home, List.of())) {
            String url = system.start();
            try (var client = HttpClient.newHttpClient()) {
                for (int i = 0; i < 20; i++) {
                    post(client, url + "/v1/episodes",
                            "{\"subject_id\":\"warmup\",\"source\":\"warmup\",\"type\":\"message\",\"payload\":{\"text\":\"I use warm-ups.\"}}");
                    post(client, url + "/v1/context", "{\"subject_id\":\"warmup\",\"task\":\"what is warm?\"}");
                }
                post(client, url + "/v1/memories/compile", "{\"subject_id\":\"warmup\"}");
            }
        } finally {
            try (var files = Files.walk(home)) {
                files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
            }
        }
    }

    private static void post(HttpClient client, String url, String body) throws IOException, InterruptedException {
        client.send(HttpRequest.newBuilder(URI.create(url)).POST(HttpRequest.BodyPublishers.ofString(body)).build(),
                HttpResponse.BodyHandlers.discarding());
    }
}

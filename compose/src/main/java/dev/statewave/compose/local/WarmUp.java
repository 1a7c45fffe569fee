package dev.statewave.compose.local;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The command {@code warmup}: runs the whole once in a folder that is thrown away, with a request of each kind, so that
 * a JVM that records what it loads can write a cache of it. The next starts take half the time.
 */
public final class WarmUp {

    private WarmUp() {}

    public static void run() throws IOException, InterruptedException {
        Path home = Files.createTempDirectory("statewave-warmup");
        var system = LocalSystem.apart(home, List.of());
        // In a hook, so that one who loses patience with it leaves nothing behind either.
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(() -> stop(system, home)));
        try {
            use(system.start());
            System.exit(0);
        } catch (IOException | RuntimeException e) {
            System.err.println(Sentence.of(e));
            System.exit(1);
        }
    }

    private static void use(String url) throws IOException, InterruptedException {
        try (var client = HttpClient.newHttpClient()) {
            for (int i = 0; i < 20; i++) {
                post(
                        client,
                        url + "/v1/episodes",
                        "{\"subject_id\":\"warmup\",\"source\":\"warmup\",\"type\":\"message\",\"payload\":{\"text\":\"I use warm-ups.\"}}");
                post(client, url + "/v1/context", "{\"subject_id\":\"warmup\",\"task\":\"what is warm?\"}");
            }
            post(client, url + "/v1/memories/compile", "{\"subject_id\":\"warmup\"}");
        }
    }

    private static void stop(LocalSystem system, Path home) {
        system.close();
        try {
            DeletedFolder.delete(home);
        } catch (IOException e) {
            System.err.println("left behind: " + home);
        }
    }

    private static void post(HttpClient client, String url, String body) throws IOException, InterruptedException {
        client.send(
                HttpRequest.newBuilder(URI.create(url))
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.discarding());
    }
}

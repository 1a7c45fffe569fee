package dev.statewave.local;

import dev.statewave.local.preflight.FileTree;
import dev.statewave.local.system.LocalSystem;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/**
 * Runs the whole system once in a temporary folder, with a request of each kind. A JVM that records which classes it
 * loads can write a cache of them, and each later start takes half the time.
 */
@Command(name = "warmup", description = "Start once in a temporary folder, to record the classes that a start needs.")
final class WarmUpCommand implements Callable<Integer> {

    private static final int ROUNDS = 20;
    private static final String EPISODE = """
            {"subject_id":"warmup","source":"warmup","type":"message","payload":{"text":"I use warm-ups."}}""";

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path home = Files.createTempDirectory("statewave-warmup");
        var system = LocalSystem.apart(home, List.of());
        // In a hook, so that Ctrl-C leaves nothing behind either.
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(() -> stop(system, home)));
        use(system.start());
        return 0;
    }

    private static void use(String url) throws IOException, InterruptedException {
        try (var client = HttpClient.newHttpClient()) {
            for (int i = 0; i < ROUNDS; i++) {
                post(client, url + "/v1/episodes", EPISODE);
                post(client, url + "/v1/context", "{\"subject_id\":\"warmup\",\"task\":\"what is warm?\"}");
            }
            post(client, url + "/v1/memories/compile", "{\"subject_id\":\"warmup\"}");
        }
    }

    private static void stop(LocalSystem system, Path home) {
        system.close();
        try {
            FileTree.delete(home);
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

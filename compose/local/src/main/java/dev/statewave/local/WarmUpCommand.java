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
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;

/**
 * Runs the whole system once in a temporary folder, and uses it for a while. A JVM that records which classes it loads
 * and which methods are used how can write a cache of them: each later start takes half the time, and what is used most
 * is compiled well from the beginning instead of after minutes.
 */
@Command(name = "warmup", description = "Start once in a temporary folder, to record the classes that a start needs.")
final class WarmUpCommand implements Callable<Integer> {

    private static final Duration USE = Duration.ofSeconds(25);
    private static final int CLIENTS = 8;
    private static final int SUBJECTS = 20;
    private static final int BATCH = 20;

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
        long end = System.nanoTime() + USE.toNanos();
        try (var client = HttpClient.newHttpClient();
                var clients = Executors.newFixedThreadPool(CLIENTS)) {
            // One after the other first: where nothing works, that is said.
            round(client, url, 0);
            for (int i = 0; i < CLIENTS; i++) {
                int first = i;
                clients.submit(() -> {
                    for (int number = first; System.nanoTime() - end < 0; number += CLIENTS) {
                        round(client, url, number);
                    }
                    return null;
                });
            }
        }
    }

    /** A request of each kind; mostly writes, of which there are most. */
    private static void round(HttpClient client, String url, int number) throws IOException, InterruptedException {
        String subject = "warmup-" + number % SUBJECTS;
        for (int i = 0; i < 4; i++) {
            post(client, url + "/v1/episodes", episode(subject, 4 * number + i));
        }
        post(
                client,
                url + "/v1/context",
                "{\"subject_id\":\"%s\",\"task\":\"what is warm-up %d?\"}".formatted(subject, number % 50));
        get(client, url + "/v1/memories/search?semantic=true&q=warm&subject_id=" + subject);
        get(client, url + "/v1/timeline?subject_id=" + subject);
        if (number % BATCH == 0) {
            post(
                    client,
                    url + "/v1/episodes/batch",
                    "{\"episodes\":[%s]}"
                            .formatted(IntStream.range(0, BATCH)
                                    .mapToObj(i -> episode(subject, i))
                                    .collect(Collectors.joining(","))));
            post(client, url + "/v1/memories/compile", "{\"subject_id\":\"%s\"}".formatted(subject));
        }
    }

    private static String episode(String subject, int number) {
        return """
                {"subject_id":"%s","source":"warmup","type":"message","session_id":"s-%d",
                 "payload":{"messages":[{"role":"user","content":"I use warm-up %d, and Ann lives in Porto."}]}}""".formatted(subject, number % 7, number);
    }

    private static void stop(LocalSystem system, Path home) {
        system.close();
        try {
            FileTree.delete(home);
        } catch (IOException e) {
            System.err.println("left behind: " + home);
        }
    }

    private static void get(HttpClient client, String url) throws IOException, InterruptedException {
        client.send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.discarding());
    }

    private static void post(HttpClient client, String url, String body) throws IOException, InterruptedException {
        client.send(
                HttpRequest.newBuilder(URI.create(url))
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.discarding());
    }
}

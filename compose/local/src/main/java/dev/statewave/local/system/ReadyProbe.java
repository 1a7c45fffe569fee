package dev.statewave.local.system;

import dev.statewave.local.preflight.StartRefusedException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** Asks the gateway until the whole is ready. */
final class ReadyProbe {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final String url;

    ReadyProbe(String url) {
        this.url = url;
    }

    /** @throws StartRefusedException where it is not ready within {@link #LIMIT}; the sentence says what is missing */
    void await() {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        String last = "no answer";
        try (var client = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(URI.create(url + "/readyz"))
                    .timeout(Duration.ofSeconds(6))
                    .build();
            while (System.nanoTime() < deadline) {
                try {
                    last = client.send(request, HttpResponse.BodyHandlers.ofString())
                            .body();
                    if (last.startsWith("{\"status\":\"ready\"")) {
                        return;
                    }
                } catch (IOException e) {
                    last = e.toString();
                }
                Thread.sleep(100);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new StartRefusedException("Statewave did not become ready: " + last);
    }
}

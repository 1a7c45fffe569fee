package dev.statewave.gateway.health;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import dev.statewave.contract.json.Json;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/**
 * Asks upstreams for their readiness. However many probes ask at once, an upstream gets one request at a time, and its
 * answer or its silence is remembered for a tenth of a second.
 */
final class UpstreamReports implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(UpstreamReports.class);
    /** Short, so that readiness is true, and long enough that a flood of probes costs ten requests a second. */
    private static final Duration REMEMBERED = Duration.ofMillis(100);

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(1);
    private static final int MAX_BYTES = 1024 * 1024;

    private final Duration limit;
    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(CONNECT_TIMEOUT).build();
    private final AsyncCache<String, Optional<JsonNode>> reports;

    /** @param limit how long an upstream may take for its whole answer */
    UpstreamReports(Duration limit, Ticker ticker) {
        this.limit = limit;
        this.reports = Caffeine.newBuilder()
                .expireAfterWrite(REMEMBERED)
                .ticker(ticker)
                .buildAsync();
    }

    /** Blocks within the limit. Empty if the upstream does not answer, or not with a report. */
    Optional<JsonNode> of(String url) {
        return reports.get(url, (key, executor) -> ask(key)).join();
    }

    private CompletableFuture<Optional<JsonNode>> ask(String url) {
        var request = HttpRequest.newBuilder(URI.create(url + "/readyz"))
                .timeout(limit)
                .build();
        var answer = client.sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), MAX_BYTES));
        return answer.copy()
                // The time-out of the request ends with the headers of the answer; this one includes the body.
                .orTimeout(limit.toMillis(), TimeUnit.MILLISECONDS)
                .thenApply(response -> Optional.of(Json.tree(response.body())).filter(JsonNode::isObject))
                .exceptionally(failure -> {
                    answer.cancel(true);
                    log.debug("No readiness report from {}: {}", url, failure.toString());
                    return Optional.empty();
                });
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}

package dev.statewave.harness.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.statewave.contract.json.Json;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Events for those who cannot receive webhooks. */
class EventStreamIT {

    private static final String HEADER = "X-Tenant-ID";

    private final TestSystem system = TestSystem.get();
    private final Api api = system.api();
    private final String run = UUID.randomUUID().toString().substring(0, 8);
    private final String tenant = "events-" + run;

    @Test
    void longPoll_answersAsSoonAsThereIsAnEvent_andGoesOnBehindIt() throws Exception {
        String now = page("", tenant).at("/next_cursor").asString();
        var waiting = CompletableFuture.supplyAsync(
                () -> quietly(() -> page("&wait_seconds=25&types=episode.created&cursor=" + now, tenant)));
        String first = record("ida", tenant);
        record("ida", "else-" + run);

        var answer = waiting.get();

        assertThat(answer.at("/events")).hasSize(1);
        assertThat(answer.at("/events/0/data/id").asString()).isEqualTo(first);
        String second = record("ida", tenant);
        record("jan", tenant);
        String cursor = answer.at("/next_cursor").asString();
        var episodes = new ArrayList<String>();
        for (int i = 0; i < 20 && episodes.isEmpty(); i++) {
            var page = page("&wait_seconds=5&types=episode.created&subject_prefix=ida&cursor=" + cursor, tenant);
            page.at("/events")
                    .forEach(event -> episodes.add(event.at("/data/id").asString()));
            cursor = page.at("/next_cursor").asString();
        }
        assertThat(episodes).containsExactly(second);
    }

    @Test
    void cursor_isGoodForEventsThatAreNotInMemory() throws Exception {
        String first = record("kai", tenant);
        String second = record("kai", tenant);
        var episodes = new ArrayList<String>();
        String cursor = "earliest";
        for (int i = 0; i < 500 && episodes.size() < 2; i++) {
            var page = page("&limit=1&wait_seconds=1&types=episode.created&cursor=" + cursor, tenant);
            page.at("/events")
                    .forEach(event -> episodes.add(event.at("/data/id").asString()));
            cursor = page.at("/next_cursor").asString();
        }
        assertThat(episodes).containsExactly(first, second);
    }

    @Test
    void wrongParameters_areRefused() throws Exception {
        for (String query : List.of("cursor=x", "cursor=MDox", "wait_seconds=31", "types=nonsense", "limit=0")) {
            var answer = api.get("/v1/events?" + query.replace("MDox", "LTE6NQ"), HEADER, tenant);
            assertThat(answer.status()).as(query).isEqualTo(422);
        }
    }

    @Test
    void stream_tellsEachEventOnce_andGoesOnBehindTheLastOne() throws Exception {
        String start = page("", tenant).at("/next_cursor").asString();
        String first = record("lea", tenant);
        String second = record("lea", tenant);

        List<Sent> sent = read(start, 1);
        assertThat(sent.getFirst().body().at("/data/id").asString()).isEqualTo(first);

        String third = record("lea", tenant);
        sent = read(sent.getFirst().id(), 2);
        assertThat(sent).extracting(one -> one.body().at("/data/id").asString()).containsExactly(second, third);
    }

    private record Sent(String id, JsonNode body) {}

    /** So many episodes of the stream behind an event. */
    private List<Sent> read(String last, int count) throws Exception {
        try (var client = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(URI.create(system.url() + "/v1/events?types=episode.created"))
                    .header("Accept", "text/event-stream")
                    .header("Last-Event-ID", last)
                    .header(HEADER, tenant)
                    .timeout(Duration.ofSeconds(30))
                    .build();
            var response = client.send(request, HttpResponse.BodyHandlers.ofLines());
            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.headers().firstValue("Content-Type").orElse("")).startsWith("text/event-stream");
            var sent = new ArrayList<Sent>();
            String id = "";
            var lines = response.body().iterator();
            while (sent.size() < count) {
                String line = lines.next();
                if (line.startsWith("id:")) {
                    id = line.substring(3).strip();
                } else if (line.startsWith("data:")) {
                    sent.add(new Sent(id, Json.tree(line.substring(5))));
                }
            }
            client.shutdownNow();
            return sent;
        }
    }

    private Api.Answer page(String query, String of) throws Exception {
        var answer = api.get("/v1/events?" + (query.isEmpty() ? "" : query.substring(1)), HEADER, of);
        assertThat(answer.status()).as(answer.body().toString()).isEqualTo(200);
        return answer;
    }

    private interface Call {
        Api.Answer make() throws Exception;
    }

    private static Api.Answer quietly(Call call) {
        try {
            return call.make();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private String record(String subject, String of) throws Exception {
        var answer = api.post(
                "/v1/episodes",
                "{'subject_id':'%s-%s','source':'s','type':'t','payload':{'text':'hello'}}".formatted(subject, run),
                HEADER,
                of);
        assertThat(answer.status()).isBetween(201, 202);
        return answer.at("/id").asString();
    }
}

package dev.statewave.harness.bench;

import dev.statewave.contract.json.Json;
import dev.statewave.harness.client.StatewaveClient;
import dev.statewave.harness.client.WebhookReceiver;
import dev.statewave.harness.measure.Latencies;
import dev.statewave.harness.measure.OpenLoop;
import dev.statewave.harness.measure.Timed;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;

/**
 * How fast events are delivered to the endpoints of tenants: a backlog that waits for paused endpoints, as after an
 * outage of their receivers, and single events at a fixed rate.
 */
final class WebhookRate {

    private static final String SOURCE = "bench";
    private static final int WARM_UP = 500;
    private static final int SUBJECTS = 200;
    private static final long SEED = 17;
    private static final Duration LOOK = Duration.ofMillis(5);
    private static final Duration LONGEST = Duration.ofMinutes(5);

    private final StatewaveClient client;
    private final Pipeline pipeline;
    private final List<WebhookReceiver> receivers;
    /** When the write of an episode began. */
    private final Map<String, Long> started = new ConcurrentHashMap<>();

    private final String run = UUID.randomUUID().toString().substring(0, 8);

    /** @param receivers each gets an endpoint of its own */
    WebhookRate(StatewaveClient client, Pipeline pipeline, List<WebhookReceiver> receivers) {
        this.client = client;
        this.pipeline = pipeline;
        this.receivers = receivers;
    }

    /**
     * What was measured.
     *
     * @param perSecond deliveries of the backlog, to all endpoints together
     * @param writes the writes at the fixed rate
     * @param delivered from the start of the write until the last endpoint had its event
     */
    record Result(double perSecond, Timed writes, Latencies delivered) {}

    /**
     * @param backlog events that wait for each endpoint
     * @param rate writes a second
     * @param time of the writes
     */
    Result measure(int backlog, double rate, Duration time) throws Exception {
        var endpoints = new ArrayList<String>();
        for (WebhookReceiver receiver : receivers) {
            var body = Json.object().put("url", receiver.url());
            body.putArray("event_types").add("episode.created");
            endpoints.add(client.post("/v1/webhook-endpoints", body)
                    .expect(201)
                    .json()
                    .path("id")
                    .asString());
        }
        pipeline.produce(WARM_UP);
        await(() -> receivers.stream().allMatch(receiver -> receiver.episodes() >= WARM_UP));
        return new Result(drain(endpoints, backlog), writes(rate, time), delivered());
    }

    private double drain(List<String> endpoints, int backlog) throws Exception {
        pause(endpoints, true);
        pipeline.produce(backlog);
        pipeline.awaitQueued((long) backlog * endpoints.size());
        int before = receivers.getFirst().episodes();
        long start = System.nanoTime();
        pause(endpoints, false);
        await(() -> receivers.stream().allMatch(receiver -> receiver.episodes() >= before + backlog));
        return (double) backlog * endpoints.size() / ((System.nanoTime() - start) / 1e9);
    }

    private void pause(List<String> endpoints, boolean paused) throws IOException, InterruptedException {
        for (String endpoint : endpoints) {
            client.send(
                            "PATCH",
                            "/v1/webhook-endpoints/" + endpoint,
                            Json.object().put("paused", paused).toString())
                    .expect(200);
        }
    }

    private Timed writes(double rate, Duration time) throws InterruptedException {
        return new OpenLoop(rate, time).run(SEED, random -> {
            long start = System.nanoTime();
            String subject = "hooks-%s-%d".formatted(run, random.nextInt(SUBJECTS));
            started.put(
                    client.record(subject, SOURCE, "An event to deliver.")
                            .json()
                            .path("id")
                            .asString(""),
                    start);
        });
    }

    private Latencies delivered() throws InterruptedException {
        await(() -> started.keySet().stream().allMatch(id -> receivers.stream()
                .allMatch(receiver -> receiver.firstArrival(id).isPresent())));
        return Latencies.of(started.entrySet().stream()
                .mapToLong(entry -> receivers.stream()
                                .mapToLong(receiver ->
                                        receiver.firstArrival(entry.getKey()).orElseThrow())
                                .max()
                                .orElseThrow()
                        - entry.getValue())
                .toArray());
    }

    private static void await(BooleanSupplier done) throws InterruptedException {
        long deadline = System.nanoTime() + LONGEST.toNanos();
        while (!done.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("not every event was delivered within " + LONGEST);
            }
            Thread.sleep(LOOK);
        }
    }
}

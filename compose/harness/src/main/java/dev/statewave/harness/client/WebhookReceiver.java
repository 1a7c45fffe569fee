package dev.statewave.harness.client;

import com.sun.net.httpserver.HttpServer;
import dev.statewave.contract.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A webhook receiver on a real socket. It keeps what it receives and answers with the status that it is told. */
public final class WebhookReceiver implements AutoCloseable {

    private final Queue<Delivery> deliveries = new ConcurrentLinkedQueue<>();
    private final Map<String, Long> firstArrivals = new ConcurrentHashMap<>();
    private final AtomicInteger received = new AtomicInteger();
    private final HttpServer server;
    private volatile IntSupplier status = () -> 200;

    /**
     * A request as it was received.
     *
     * @param id null if the header is missing
     * @param signature null if the header is missing
     * @param traceparent null if the header is missing
     */
    public record Delivery(
            @Nullable String id,
            @Nullable String signature,
            @Nullable String traceparent,
            String raw) {

        public JsonNode body() {
            return Json.tree(raw);
        }

        public String event() {
            return body().path("event").asString("");
        }
    }

    public WebhookReceiver() {
        try {
            server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", exchange -> {
            long now = System.nanoTime();
            String raw = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            var headers = exchange.getRequestHeaders();
            var delivery = new Delivery(
                    headers.getFirst("webhook-id"),
                    headers.getFirst("webhook-signature"),
                    headers.getFirst("traceparent"),
                    raw);
            deliveries.add(delivery);
            received.incrementAndGet();
            firstArrivals.putIfAbsent(delivery.body().at("/data/id").asString(""), now);
            exchange.sendResponseHeaders(status.getAsInt(), -1);
            exchange.close();
        });
        server.start();
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/hook";
    }

    /** @param newStatus of all further answers */
    public void answer(int newStatus) {
        status = () -> newStatus;
    }

    /** @param newStatus of each further answer */
    public void answerEach(IntSupplier newStatus) {
        status = newStatus;
    }

    /** How many it has received. */
    public int count() {
        return received.get();
    }

    public List<Delivery> deliveries() {
        return List.copyOf(deliveries);
    }

    /** The deliveries about a subject. */
    public List<Delivery> about(String subject) {
        return deliveries.stream()
                .filter(delivery ->
                        delivery.body().at("/data/subject_id").asString("").equals(subject))
                .toList();
    }

    /** How many episodes it has heard of. */
    public int episodes() {
        return firstArrivals.size();
    }

    /** When the first delivery about an episode arrived, in the time of {@link System#nanoTime()}. */
    public Optional<Long> firstArrival(String episode) {
        return Optional.ofNullable(firstArrivals.get(episode));
    }

    @Override
    public void close() {
        server.stop(0);
    }
}

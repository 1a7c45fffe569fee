package dev.statewave.compose.system;

import com.sun.net.httpserver.HttpServer;
import dev.statewave.contract.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import tools.jackson.databind.JsonNode;

/** A webhook receiver on a real socket: it keeps what it hears and answers as it is told. */
public final class Receiver implements AutoCloseable {

    private final List<Heard> heard = new CopyOnWriteArrayList<>();
    private final HttpServer server;
    private volatile int status = 200;

    public record Heard(String id, String signature, String raw, JsonNode body) {

        public String event() {
            return body.path("event").asString("");
        }
    }

    public Receiver() {
        try {
            server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", exchange -> {
            String raw = new String(exchange.getRequestBody().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
            var headers = exchange.getRequestHeaders();
            heard.add(new Heard(
                    headers.getFirst("webhook-id"), headers.getFirst("webhook-signature"), raw, Json.tree(raw)));
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
        });
        server.start();
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/hook";
    }

    public void answer(int newStatus) {
        status = newStatus;
    }

    public List<Heard> heard() {
        return heard;
    }

    /** Whatever it heard of a subject. */
    public List<Heard> about(String subject) {
        return heard.stream()
                .filter(one ->
                        one.body().path("data").path("subject_id").asString("").equals(subject))
                .toList();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}

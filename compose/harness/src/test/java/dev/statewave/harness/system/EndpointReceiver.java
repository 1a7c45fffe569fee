package dev.statewave.harness.system;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.statewave.contract.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import tools.jackson.databind.JsonNode;

/** A receiver of one endpoint, which answers as the test tells it. */
final class EndpointReceiver implements AutoCloseable {

    private final Queue<Heard> heard = new ConcurrentLinkedQueue<>();
    private final HttpServer server;
    private volatile Answer answer = exchange -> 200;

    /** @param status that was answered */
    record Heard(String id, String timestamp, String signature, String header, byte[] raw, int status) {

        JsonNode body() {
            return Json.tree(raw);
        }

        String event() {
            return body().path("event").asString("");
        }

        String episode() {
            return body().at("/data/id").asString("");
        }
    }

    interface Answer {
        int status(HttpExchange exchange) throws IOException;
    }

    EndpointReceiver() {
        try {
            server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", exchange -> {
            byte[] raw = exchange.getRequestBody().readAllBytes();
            int status = answer.status(exchange);
            var headers = exchange.getRequestHeaders();
            heard.add(new Heard(
                    headers.getFirst("webhook-id"),
                    headers.getFirst("webhook-timestamp"),
                    headers.getFirst("webhook-signature"),
                    headers.getFirst("X-Own"),
                    raw,
                    status));
            byte[] text = ("status " + status).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, text.length);
            exchange.getResponseBody().write(text);
            exchange.close();
        });
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/hook";
    }

    void answer(Answer newAnswer) {
        answer = newAnswer;
    }

    void answer(int status) {
        answer(exchange -> status);
    }

    List<Heard> heard() {
        return List.copyOf(heard);
    }

    /** What was answered with 200. */
    List<Heard> taken() {
        return heard.stream().filter(one -> one.status() == 200).toList();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}

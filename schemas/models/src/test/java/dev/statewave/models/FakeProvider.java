package dev.statewave.models;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpServer;
import dev.statewave.contract.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import tools.jackson.databind.JsonNode;

/** A server that answers what it was told to, the last thing again and again, and remembers what it was asked. */
final class FakeProvider implements AutoCloseable {

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Queue<Answer> answers = new ConcurrentLinkedQueue<>();
    private final List<Asked> asked = new CopyOnWriteArrayList<>();
    private volatile Answer last;

    record Asked(String path, Headers headers, JsonNode body) {}

    /** @param cut whether it promises more than it sends */
    record Answer(int status, String body, String retryAfter, long delayMs, boolean cut) {}

    FakeProvider() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
            try (exchange) {
                asked.add(new Asked(
                        exchange.getRequestURI().getPath(),
                        exchange.getRequestHeaders(),
                        Json.tree(exchange.getRequestBody().readAllBytes())));
                Answer answer = answers.isEmpty() ? last : answers.poll();
                Thread.sleep(answer.delayMs());
                if (answer.retryAfter() != null) {
                    exchange.getResponseHeaders().set("Retry-After", answer.retryAfter());
                }
                byte[] body = answer.body().getBytes();
                exchange.sendResponseHeaders(answer.status(), body.length + (answer.cut() ? 100 : 0));
                exchange.getResponseBody().write(body);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    FakeProvider answers(String body) {
        return answers(new Answer(200, body, null, 0, false));
    }

    FakeProvider fails(int status) {
        return answers(
                new Answer(status, "{\"error\":{\"message\":\"secret words of the provider\"}}", null, 0, false));
    }

    FakeProvider answers(Answer answer) {
        last = answer;
        answers.add(answer);
        return this;
    }

    List<Asked> asked() {
        return asked;
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}

package dev.statewave.gateway;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.statewave.contract.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;

/** A gateway on a free port, with one service behind it that answers what it was asked, and without a database. */
public final class RunningGateway implements AutoCloseable {

    private final HttpServer service;
    private final ConfigurableApplicationContext gateway;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    public RunningGateway(String... settings) throws IOException {
        service = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        service.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        service.createContext("/", RunningGateway::echo);
        service.start();
        String url = "http://127.0.0.1:" + service.getAddress().getPort();
        var arguments = new ArrayList<>(List.of(
                "--server.port=0",
                "--server.address=127.0.0.1",
                "--statewave.ingest-url=" + url,
                "--statewave.context-url=" + url,
                "--statewave.database-url=postgresql://nobody:nothing@127.0.0.1:1/none",
                "--spring.jmx.enabled=false"));
        arguments.addAll(List.of(settings));
        gateway = ApiGateway.application().run(arguments.toArray(String[]::new));
    }

    public record Answer(int status, java.net.http.HttpHeaders headers, JsonNode body) {

        public String code() {
            return body.at("/error/code").asString("");
        }

        public String header(String name) {
            return headers.firstValue(name).orElse(null);
        }
    }

    public Answer send(String method, String path, HttpRequest.BodyPublisher body, String... headers)
            throws IOException, InterruptedException {
        return answer(client.send(request(method, path, body, headers), HttpResponse.BodyHandlers.ofByteArray()));
    }

    public Answer get(String path, String... headers) throws IOException, InterruptedException {
        return send("GET", path, HttpRequest.BodyPublishers.noBody(), headers);
    }

    public CompletableFuture<Answer> getLater(String path, String... headers) {
        return client.sendAsync(
                        request("GET", path, HttpRequest.BodyPublishers.noBody(), headers),
                        HttpResponse.BodyHandlers.ofByteArray())
                .thenApply(RunningGateway::answer);
    }

    /** For addresses that no client would send. */
    public String raw(String request) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port())) {
            socket.setSoTimeout(5_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    public <T> T bean(Class<T> type) {
        return gateway.getBean(type);
    }

    private HttpRequest request(String method, String path, HttpRequest.BodyPublisher body, String... headers) {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path))
                .timeout(Duration.ofSeconds(20))
                .method(method, body);
        if (headers.length > 0) {
            request.headers(headers);
        }
        return request.build();
    }

    private int port() {
        return gateway.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
    }

    private static Answer answer(HttpResponse<byte[]> response) {
        JsonNode body = response.headers().firstValue("Content-Type").orElse("").contains("json")
                ? Json.tree(response.body())
                : Json.object();
        return new Answer(response.statusCode(), response.headers(), body);
    }

    private static void echo(HttpExchange exchange) throws IOException {
        long length = 0;
        try (InputStream in = exchange.getRequestBody()) {
            length = in.transferTo(OutputStream.nullOutputStream());
        }
        if (exchange.getRequestURI().getPath().endsWith("slow")) {
            pause();
        }
        var body = Json.object()
                .put("path", exchange.getRequestURI().toString())
                .put("length", length)
                .put("tenant", exchange.getRequestHeaders().getFirst("X-Tenant-ID"));
        byte[] bytes = Json.bytes(body);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private static void pause() {
        try {
            Thread.sleep(1_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        gateway.close();
        service.stop(0);
    }
}

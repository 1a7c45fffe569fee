package dev.statewave.compose.bench;

import com.sun.net.httpserver.HttpServer;
import dev.statewave.contract.json.Json;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;

/** A webhook receiver that remembers when it heard of which episode. */
final class Receiver implements AutoCloseable {

    private final Map<String, Long> heard = new ConcurrentHashMap<>();
    private final HttpServer server;

    Receiver() throws IOException {
        server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", exchange -> {
            long now = System.nanoTime();
            String id = Json.tree(exchange.getRequestBody().readAllBytes())
                    .path("data")
                    .path("id")
                    .asString("");
            heard.putIfAbsent(id, now);
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/";
    }

    /** Null where it has not heard of it. */
    Long heard(String episode) {
        return heard.get(episode);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}

package dev.statewave.harness.guarantees;

import com.sun.net.httpserver.HttpServer;
import dev.statewave.contract.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A receiver of many events that gives trouble as it is told. It remembers ids and not bodies. It may listen on several
 * ports, of which one after the other is closed.
 */
final class StormReceiver implements AutoCloseable {

    /** Of {@link #answerBy}: takes the request and never answers it. */
    static final int HANGS = -1;

    private final String name;
    private final List<HttpServer> servers = new ArrayList<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    /** By subject, in the order in which they were first heard of; guarded by this. */
    private final Map<String, Set<String>> heard = new TreeMap<>();
    /** When an episode was first taken, as {@link System#nanoTime()}. */
    private final Map<String, Long> taken = new ConcurrentHashMap<>();

    private volatile IntSupplier status = () -> 200;
    private volatile int slowMillis;

    StormReceiver(String name) {
        this.name = name;
        open();
    }

    String name() {
        return name;
    }

    /** Of the port that was opened last. */
    String url() {
        return "http://127.0.0.1:" + servers.getLast().getAddress().getPort() + "/hook";
    }

    /** @param newStatus of each further answer, or {@link #HANGS} */
    void answerBy(IntSupplier newStatus) {
        status = newStatus;
    }

    void answerAfter(int millis) {
        slowMillis = millis;
    }

    /** Opens a further port. */
    void open() {
        HttpServer server;
        try {
            server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", exchange -> {
            JsonNode data = Json.tree(exchange.getRequestBody().readAllBytes()).path("data");
            String episode = data.path("id").asString("");
            hear(data.path("subject_id").asString(""), episode);
            Pause.millis(slowMillis);
            int answer = status.getAsInt();
            if (answer == HANGS) {
                await();
            } else {
                if (answer == 200) {
                    taken.putIfAbsent(episode, System.nanoTime());
                }
                exchange.sendResponseHeaders(answer, -1);
            }
            exchange.close();
        });
        server.start();
        servers.add(server);
    }

    /** From now on nobody listens on the port that was opened first. */
    void closeFirst() {
        servers.removeFirst().stop(0);
    }

    private void await() {
        try {
            closed.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void hear(String subject, String episode) {
        heard.computeIfAbsent(subject, first -> new LinkedHashSet<>()).add(episode);
    }

    synchronized Map<String, List<String>> heard() {
        var copy = new TreeMap<String, List<String>>();
        heard.forEach((subject, episodes) -> copy.put(subject, List.copyOf(episodes)));
        return copy;
    }

    /** What was answered with 200. */
    Set<String> taken() {
        return Set.copyOf(taken.keySet());
    }

    int takenCount() {
        return taken.size();
    }

    /** Null where it was not yet. */
    @Nullable
    Long takenAt(String episode) {
        return taken.get(episode);
    }

    @Override
    public void close() {
        closed.countDown();
        servers.forEach(server -> server.stop(0));
    }
}

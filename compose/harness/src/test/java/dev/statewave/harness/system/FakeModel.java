package dev.statewave.harness.system;

import com.sun.net.httpserver.HttpServer;
import dev.statewave.contract.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A model server that speaks as OpenAI does: it remembers of each episode that it was said, takes what begins with "The
 * user" as it is, and embeds words as numbers, other ones for each model.
 */
final class FakeModel implements AutoCloseable {

    static final int DIMENSIONS = 16;

    private static final Pattern EPISODE =
            Pattern.compile("<episode index=\"(\\d+)\">\n(.*?)\n</episode>", Pattern.DOTALL);

    private final HttpServer server;
    private final List<String> prompts = new CopyOnWriteArrayList<>();
    private final List<String> embedded = new CopyOnWriteArrayList<>();
    private final Semaphore batches = new Semaphore(Integer.MAX_VALUE);
    private volatile int status = 200;
    private volatile Duration delay = Duration.ZERO;

    FakeModel() {
        try {
            server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", exchange -> {
            try (exchange) {
                JsonNode asked = Json.tree(exchange.getRequestBody().readAllBytes());
                boolean chat = exchange.getRequestURI().getPath().equals("/v1/chat/completions");
                boolean refused = !chat && asked.path("input").size() > 1 && !batches.tryAcquire();
                byte[] answer = Json.bytes(chat ? chat(asked) : embed(asked));
                Thread.sleep(delay);
                exchange.sendResponseHeaders(chat ? status : refused ? 503 : 200, answer.length);
                exchange.getResponseBody().write(answer);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/v1";
    }

    /** How chat calls are answered from now on; 200 for well. */
    void answer(int newStatus) {
        status = newStatus;
    }

    /** How long every answer takes from now on. */
    void delay(Duration length) {
        delay = length;
    }

    /** What chat calls with this in them asked. */
    long prompts(String about) {
        return prompts.stream().filter(prompt -> prompt.contains(about)).count();
    }

    /** How many calls with several texts are embedded from now on; further ones are refused. */
    void embedBatches(int count) {
        batches.drainPermits();
        batches.release(count);
    }

    /** How often this text was embedded by this model. */
    long embedded(String by, String text) {
        return embedded.stream().filter((by + ": " + text)::equals).count();
    }

    private ObjectNode chat(JsonNode asked) {
        String prompt = asked.path("messages")
                .path(asked.path("messages").size() - 1)
                .path("content")
                .asString();
        prompts.add(prompt);
        ObjectNode reply = Json.object();
        var memories = reply.putArray("memories");
        var episodes = EPISODE.matcher(prompt);
        while (episodes.find()) {
            String said = episodes.group(2);
            memories.addObject()
                    .put("kind", "profile_fact")
                    .put("content", said.startsWith("The user") ? said : "They said: " + said)
                    .put("confidence", 0.9)
                    .put("episode_index", Integer.parseInt(episodes.group(1)));
        }
        ObjectNode answer = Json.object().put("model", "fake-1");
        answer.putArray("choices")
                .addObject()
                .putObject("message")
                .put("role", "assistant")
                .put("content", memories.isEmpty() ? "pong" : reply.toString());
        answer.putObject("usage").put("prompt_tokens", 7).put("completion_tokens", 3);
        return answer;
    }

    private ObjectNode embed(JsonNode asked) {
        ObjectNode answer = Json.object();
        var data = answer.putArray("data");
        String by = asked.path("model").asString();
        for (int i = 0; i < asked.path("input").size(); i++) {
            embedded.add(by + ": " + asked.path("input").get(i).asString());
            var vector = new double[DIMENSIONS];
            Arrays.stream(asked.path("input").get(i).asString().toLowerCase().split("\\W+"))
                    .forEach(word -> vector[Math.floorMod((by + word).hashCode(), DIMENSIONS)]++);
            var numbers = data.addObject().put("index", i).putArray("embedding");
            Arrays.stream(vector).forEach(numbers::add);
        }
        return answer;
    }

    @Override
    public void close() {
        server.stop(0);
    }
}

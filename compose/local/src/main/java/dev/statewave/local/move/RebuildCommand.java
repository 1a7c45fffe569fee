package dev.statewave.local.move;

import dev.statewave.contract.json.Json;
import dev.statewave.local.preflight.StartRefusedException;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Has the memories of subjects made anew by a server that runs, and shows how far it has come. */
@Command(name = "rebuild", description = "Make the memories of all subjects, or of some of them, anew.")
public final class RebuildCommand implements Callable<Integer> {

    private static final Duration INTERVAL = Duration.ofSeconds(2);
    /** Without an answer for longer, the command ends; the rebuild goes on. */
    private static final int MOST_FAILURES = 60;

    @Option(names = "--all", description = "every subject")
    private boolean all;

    @Option(names = "--subject", paramLabel = "ID", description = "only this subject")
    private @Nullable String subject;

    @Option(names = "--tenant", paramLabel = "ID", description = "only subjects of this tenant")
    private @Nullable String tenant;

    @Option(
            names = "--since",
            paramLabel = "TIME",
            description = "only subjects whose newest episode was recorded at or after this time")
    private @Nullable String since;

    @Option(
            names = "--until",
            paramLabel = "TIME",
            description = "only subjects whose oldest episode was recorded before this time")
    private @Nullable String until;

    @Option(names = "--follow", paramLabel = "ID", description = "only show how far a rebuild has come")
    private @Nullable String follow;

    @Option(names = "--no-wait", description = "print its id and do not wait for its end")
    private boolean noWait;

    @Option(
            names = "--to",
            paramLabel = "URL",
            defaultValue = "http://localhost:8100",
            description = "the server (default: ${DEFAULT-VALUE})")
    private String to = "http://localhost:8100";

    @Option(names = "--key", paramLabel = "KEY", description = "its API key, where it asks for one")
    private @Nullable String key;

    /** Ends with 1 where a subject could not be rebuilt. */
    @Override
    public Integer call() throws IOException, InterruptedException {
        var server = new AdminClient(to, key);
        String id = follow == null ? begin(server) : follow;
        System.out.println("rebuild " + id);
        if (noWait) {
            return 0;
        }
        long start = System.nanoTime();
        long before = -1;
        int failures = 0;
        while (true) {
            JsonNode state;
            try {
                AdminClient.Answer answer = server.get("/admin/rebuilds/" + AdminClient.encode(id));
                if (answer.status() / 100 == 4) {
                    throw new StartRefusedException(answer.message());
                }
                state = answer.status() == 200 ? answer.body() : null;
            } catch (IOException e) {
                state = null;
            }
            if (state == null) {
                if (++failures > MOST_FAILURES) {
                    throw new IOException("The server does not answer; the rebuild goes on when it runs again.");
                }
            } else {
                failures = 0;
                long done = state.path("done").asLong(0) + state.path("failed").asLong(0);
                if (done != before) {
                    before = done;
                    print(state, done, System.nanoTime() - start);
                }
                if (state.path("status").asString("").equals("completed")) {
                    state.path("errors")
                            .forEach(error -> System.err.printf(
                                    "%s: %s%n",
                                    error.path("subject_id").asString(""),
                                    error.path("error").asString("")));
                    return state.path("failed").asLong(0) == 0 ? 0 : 1;
                }
            }
            Thread.sleep(INTERVAL);
        }
    }

    private static void print(JsonNode state, long done, long nanos) {
        long memories = state.path("memories").asLong(0);
        System.out.printf(
                Locale.ROOT,
                "%,d of %,d subjects, %,d memories, %,.0f memories/s%n",
                done,
                state.path("subjects").asLong(0),
                memories,
                memories / Math.max(nanos / 1e9, 0.001));
    }

    private String begin(AdminClient server) throws IOException, InterruptedException {
        ObjectNode body = Json.object().put("all", all);
        put(body, "subject_id", subject);
        put(body, "tenant_id", tenant);
        put(body, "since", since);
        put(body, "until", until);
        AdminClient.Answer answer = server.post("/admin/rebuilds", body.toString(), null);
        if (answer.status() != 202) {
            throw new StartRefusedException(answer.message());
        }
        return answer.body().path("id").asString("");
    }

    private static void put(ObjectNode body, String name, @Nullable String value) {
        if (value != null) {
            body.put(name, value);
        }
    }
}

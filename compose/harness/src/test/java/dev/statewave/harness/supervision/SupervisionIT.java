package dev.statewave.harness.supervision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.statewave.harness.guarantees.ServiceProcess;
import dev.statewave.harness.system.Api;
import dev.statewave.local.Statewave;
import dev.statewave.local.preflight.FreePort;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code up} as a process of its own, whose PostgreSQL is killed with SIGKILL. */
class SupervisionIT {

    private static final Duration READY_AGAIN = Duration.ofSeconds(20);
    private static final List<String> PORTS = List.of(
            "STATEWAVE_INGEST_PORT",
            "STATEWAVE_CONTEXT_PORT",
            "STATEWAVE_WORKER_PORT",
            "STATEWAVE_DISPATCHER_PORT",
            "STATEWAVE_LOCAL_KAFKA_PORT",
            "STATEWAVE_LOCAL_KAFKA_CONTROLLER_PORT",
            "STATEWAVE_LOCAL_POSTGRES_PORT");

    private Path home;
    private ServiceProcess up;
    private Api api;

    @BeforeEach
    void start() throws Exception {
        home = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "supervision");
        int port = FreePort.find();
        Map<String, String> environment =
                new HashMap<>(Map.of("STATEWAVE_HOME", home.toString(), "STATEWAVE_PORT", String.valueOf(port)));
        PORTS.forEach(name -> environment.put(name, String.valueOf(FreePort.find())));
        up = new ServiceProcess("up", Statewave.class.getName(), List.of("up"), environment, home).withHeap("448m");
        up.start();
        api = new Api("http://localhost:" + port);
        up.awaitReady(this::ready);
    }

    @AfterEach
    void stop() throws IOException {
        up.stop();
    }

    @Test
    void killedPostgres_isStartedAgainEachTime() throws Exception {
        record("before");
        for (int kill = 1; kill <= 2; kill++) {
            String text = "after kill " + kill;
            long begin = System.nanoTime();
            long killed = pid(home.resolve("postgres/data/postmaster.pid"));
            ProcessHandle.of(killed).orElseThrow().destroyForcibly();

            await().atMost(READY_AGAIN)
                    .pollInterval(Duration.ofMillis(200))
                    .ignoreExceptions()
                    .until(() -> pid(home.resolve("postgres/data/postmaster.pid")) != killed
                            && ready()
                            && record(text) == 201
                            && timeline().contains(text));

            System.out.printf("ready again %.1f s after kill %d%n", (System.nanoTime() - begin) / 1e9, kill);
        }
        assertThat(timeline()).contains("before", "after kill 1", "after kill 2");
    }

    @Test
    void postgresWithoutItsData_endsTheSystemWithASentence() throws Exception {
        Files.move(home.resolve("postgres/data"), home.resolve("postgres/moved"));
        long begin = System.nanoTime();
        ProcessHandle.of(pid(home.resolve("postgres/moved/postmaster.pid")))
                .orElseThrow()
                .destroyForcibly();

        assertThat(up.awaitExit(Duration.ofSeconds(60))).isEqualTo(1);

        System.out.printf("ended %.1f s after the kill%n", (System.nanoTime() - begin) / 1e9);
        assertThat(Files.readString(home.resolve("up.log")).lines())
                .filteredOn(line -> line.startsWith("PostgreSQL"))
                .singleElement()
                .asString()
                .contains("ended and could not be started again")
                .contains("is gone");
        assertThat(home.resolve("postgres/data")).doesNotExist();
    }

    private boolean ready() throws Exception {
        return new String(api.get("/readyz").raw()).startsWith("{\"status\":\"ready\"");
    }

    private int record(String text) throws Exception {
        return api.post(
                        "/v1/episodes",
                        "{'subject_id':'u','source':'s','type':'t','payload':{'text':'%s'}}".formatted(text))
                .status();
    }

    private String timeline() throws Exception {
        return new String(api.get("/v1/timeline?subject_id=u").raw());
    }

    private static long pid(Path file) throws IOException {
        return Long.parseLong(Files.readAllLines(file).getFirst().strip());
    }
}

package dev.statewave.harness.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.statewave.contract.json.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Starts a topology as its page says, by its own commands, and kills parts of it while it is written to: nothing that
 * was accepted is lost, and what was killed comes back with {@code up}. {@code -Dstatewave.test.topology=d} has another
 * one started.
 */
class TopologyIT {

    private static final String NAME = System.getProperty("statewave.test.topology", "c");
    private static final int PORT = 18600;
    private static final Path COMMAND =
            Path.of("..", "topologies", "topology").toAbsolutePath().normalize();
    /** Ten processes start side by side, on a machine that may be busy. */
    private static final Duration LIMIT = Duration.ofMinutes(9);

    private static final String SUBJECT = "topology";

    @TempDir
    private static Path home;

    private static HttpClient client;

    @BeforeAll
    static void start() throws Exception {
        assumeThat(Path.of("/usr/sbin/haproxy")).as("HAProxy is installed").isExecutable();
        command("up");
        client = client(home.resolve("topology-" + NAME + "/tls/ca.pem"));
    }

    @AfterAll
    static void stop() throws Exception {
        if (client != null) {
            client.close();
            command("down");
        }
    }

    @Test
    void partsAreKilled_whileItIsWrittenTo_andNothingAcceptedIsLost() throws Exception {
        assertThat(command("check")).contains("ok    an episode is in the next context");
        Set<String> accepted = new HashSet<>();
        var refused = new ArrayList<String>();
        var done = new AtomicBoolean();
        Thread writer = Thread.ofVirtual().start(() -> {
            for (int i = 0; !done.get(); i++) {
                write(i, accepted, refused);
            }
        });

        for (String part : List.of("api-gateway-1", "ingest-service-2", "context-service-1", "compile-worker-2")) {
            kill(part);
            Thread.sleep(Duration.ofSeconds(4));
        }
        done.set(true);
        writer.join(Duration.ofMinutes(1));
        command("up");

        assertThat(command("check")).doesNotContain("FAIL");
        assertThat(accepted).hasSizeGreaterThan(20);
        assertThat(recorded()).containsAll(accepted);
        // Only those that a killed process had begun, and those within the seconds until the balancer leaves it out.
        assertThat(refused).as("refused: %s", refused).hasSizeLessThan(accepted.size());
    }

    private static void write(int number, Set<String> accepted, List<String> refused) {
        var body = Json.object()
                .put("subject_id", SUBJECT)
                .put("source", "test")
                .put("type", "message")
                // Whoever gets no answer asks again, and is not recorded twice.
                .put("idempotency_key", "write-" + number);
        body.set("payload", Json.object().put("text", "Message " + number));
        try {
            HttpResponse<String> answer = client.send(
                    request("/v1/episodes")
                            .header("Content-Type", "application/json")
                            .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() == 201) {
                accepted.add(Json.MAPPER.readTree(answer.body()).path("id").asString());
            } else {
                refused.add(answer.statusCode() + " " + answer.body());
                Thread.sleep(200);
            }
        } catch (IOException e) {
            refused.add(e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Set<String> recorded() throws Exception {
        HttpResponse<String> answer =
                client.send(request("/admin/export/" + SUBJECT).GET().build(), HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        Set<String> ids = new HashSet<>();
        Json.MAPPER
                .readTree(answer.body())
                .path("episodes")
                .forEach(episode -> ids.add(episode.path("id").asString()));
        return ids;
    }

    private static HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("https://localhost:" + PORT + path))
                .timeout(Duration.ofSeconds(60));
    }

    private static void kill(String part) throws IOException {
        String process = Files.readString(home.resolve("topology-" + NAME + "/run/" + part + ".pid"));
        assertThat(ProcessHandle.of(Long.parseLong(process)))
                .hasValueSatisfying(found -> assertThat(found.destroyForcibly()).isTrue());
    }

    /** @return what it said */
    private static String command(String what) throws Exception {
        Path output = Files.createTempFile(home, what, ".log");
        var builder = new ProcessBuilder(COMMAND.toString(), NAME, what)
                .redirectErrorStream(true)
                // Not to a pipe: what it leaves running would hold it open.
                .redirectOutput(output.toFile());
        builder.environment().keySet().removeIf(setting -> setting.startsWith("STATEWAVE_"));
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("STATEWAVE_HOME", home.toString());
        builder.environment().put("STATEWAVE_TOPOLOGY_PORT", String.valueOf(PORT));
        Process process = builder.start();
        boolean ended = process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS);
        String said = Files.readString(output);
        assertThat(ended).as("topology %s %s ends: %s", NAME, what, said).isTrue();
        assertThat(process.exitValue()).as(said).isZero();
        return said;
    }

    private static HttpClient client(Path authority) throws Exception {
        var keys = KeyStore.getInstance(KeyStore.getDefaultType());
        keys.load(null, null);
        try (var in = Files.newInputStream(authority)) {
            keys.setCertificateEntry(
                    "front", CertificateFactory.getInstance("X.509").generateCertificate(in));
        }
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(keys);
        var tls = SSLContext.getInstance("TLS");
        tls.init(null, trust.getTrustManagers(), null);
        return HttpClient.newBuilder()
                .sslContext(tls)
                .connectTimeout(Duration.ofSeconds(10))
                .build();
    }
}

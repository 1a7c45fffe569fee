package dev.statewave.harness.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.statewave.harness.guarantees.ServiceProcess;
import dev.statewave.harness.system.Api;
import dev.statewave.harness.system.TestSystem;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a deployable that runs alone writes to its standard output. */
class LogFormatIT {

    private static final String NAME = "context-service";

    private final TestSystem system = TestSystem.get();

    @TempDir
    private Path home;

    @Test
    void json_isAnObjectALine_withTheRequestAndItsTenant() throws Exception {
        int port = port();
        try (var service = process("json", port)) {
            service.start();
            var api = new Api("http://127.0.0.1:" + port);
            service.awaitReady(() -> api.get("/healthz").status() == 200);

            // No model answers, so the search is by words, and a line of the log says so.
            assertThat(api.send(
                                    "GET",
                                    "/v1/memories/search?subject_id=nobody&q=tea&semantic=true",
                                    null,
                                    "X-Tenant-ID",
                                    "acme",
                                    "X-Request-ID",
                                    "r-1")
                            .status())
                    .isEqualTo(200);
            service.stop();
        }

        List<JsonNode> lines = log().stream()
                // What the logging facade says of the class path of tests goes to the standard error.
                .filter(line -> !line.startsWith("SLF4J("))
                .map(JsonMapper.shared()::readTree)
                .toList();
        assertThat(lines).isNotEmpty().allSatisfy(line -> {
            assertThat(line.path("@timestamp").asString()).isNotEmpty();
            assertThat(line.path("level").asString()).isNotEmpty();
            assertThat(line.path("message").asString()).isNotEmpty();
            assertThat(line.path("service").asString()).isEqualTo(NAME);
        });
        assertThat(lines)
                .filteredOn(line -> line.path("request_id").asString("").equals("r-1"))
                .isNotEmpty()
                .allSatisfy(
                        line -> assertThat(line.path("tenant_id").asString()).isEqualTo("acme"));
    }

    @Test
    void anotherFormat_stopsTheStart_andSaysWhichThereAre() throws Exception {
        try (var service = process("xml", port())) {
            service.start();

            assertThat(service.awaitExit(Duration.ofMinutes(2))).isNotZero();
        }
        assertThat(String.join("\n", log())).contains("must be text or json");
    }

    private List<String> log() throws IOException {
        return Files.readAllLines(home.resolve(NAME + ".log"));
    }

    private ServiceProcess process(String format, int port) {
        return new ServiceProcess(
                NAME,
                "dev.statewave.context.ContextService",
                List.of("--server.port=" + port),
                Map.of(
                        "STATEWAVE_LOG_FORMAT", format,
                        "STATEWAVE_DATABASE_URL", system.databaseUrl(),
                        "STATEWAVE_KAFKA_BOOTSTRAP_SERVERS", system.bootstrapServers(),
                        "STATEWAVE_EMBEDDING_PROVIDER", "litellm",
                        "STATEWAVE_LITELLM_API_KEY", "none",
                        "STATEWAVE_LITELLM_API_BASE", "http://127.0.0.1:1",
                        "STATEWAVE_LITELLM_MAX_RETRIES", "0"),
                home);
    }

    private static int port() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}

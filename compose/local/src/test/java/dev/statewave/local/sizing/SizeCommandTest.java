package dev.statewave.local.sizing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.statewave.contract.json.Json;
import dev.statewave.contract.sizing.Coefficients;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;

class SizeCommandTest {

    private final PrintStream out = System.out;
    private final PrintStream err = System.err;
    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private final ByteArrayOutputStream refused = new ByteArrayOutputStream();

    @TempDir
    private Path folder;

    @BeforeEach
    void listen() {
        System.setOut(new PrintStream(said, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(refused, true, StandardCharsets.UTF_8));
    }

    @AfterEach
    void leave() {
        System.setOut(out);
        System.setErr(err);
    }

    private int run(String... arguments) {
        return new CommandLine(new SizeCommand()).execute(arguments);
    }

    private static void assumeMeasured() {
        assumeFalse(Coefficients.builtIn().all().isEmpty(), "no run was worked into this version");
    }

    private JsonNode json(String... arguments) {
        assumeMeasured();
        said.reset();
        assertThat(run(arguments)).as(refused.toString(StandardCharsets.UTF_8)).isZero();
        return Json.MAPPER.readTree(said.toByteArray());
    }

    @Test
    void options_areFieldsOfTheLoad() {
        JsonNode answer = json("--subjects", "20000", "--episodes-per-day=5000", "--json");

        assertThat(answer.at("/load/subjects").asLong()).isEqualTo(20_000);
        assertThat(answer.at("/load/episodes_per_day").asDouble()).isEqualTo(5_000);
        assertThat(answer.at("/estimate/cores").asDouble()).isPositive();
        assertThat(answer.at("/estimate/run").asString()).startsWith("docs/sizing/runs/");
    }

    @Test
    void aFile_isReadAsYamlAndAsJson() throws IOException {
        Path yaml = folder.resolve("load.yaml");
        Files.writeString(yaml, """
                load:
                  subjects: 3000
                  redundant: true
                machine: {cores: 4, memory_gb: 16, disk_gb: 200}
                """);
        Path json = folder.resolve("load.json");
        Files.writeString(json, "{\"load\":{\"subjects\":3000,\"redundant\":true}}");

        JsonNode answer = json("--file", yaml.toString(), "--json");
        assertThat(answer.at("/load/subjects").asLong()).isEqualTo(3_000);
        assertThat(answer.at("/carries/first_bottleneck").asString()).isNotEmpty();
        assertThat(json("--file", json.toString(), "--json")
                        .at("/load/redundant")
                        .asBoolean())
                .isTrue();
    }

    @Test
    void theTable_namesEachRoleTheMachineAndTheChange() {
        assumeMeasured();
        assertThat(run("--subjects", "1000", "--machine", "cores=2", "--what-if", "episodes_per_day=900000"))
                .isZero();
        assertThat(said.toString(StandardCharsets.UTF_8))
                .contains("api-gateway", "postgresql", "First limit", "This machine carries", "what if");
    }

    @ParameterizedTest
    @CsvSource({
        "--subjects, 0, subjects",
        "--subjects, many, subjects",
        "--peak-factor, 0, peak_factor",
        "--sessions, 5, There is no field",
        "--tenants, 5000000, tenants"
    })
    void nonsense_isRefusedWithASentence(String option, String value, String sentence) {
        assertThat(run(option, value)).isEqualTo(2);
        assertThat(refused.toString(StandardCharsets.UTF_8)).contains(sentence);
        assertThat(said.size()).isZero();
    }

    @Test
    void aFileThatIsNotThere_isNamed() {
        assertThat(run("--file", folder.resolve("none.yaml").toString())).isEqualTo(2);
        assertThat(refused.toString(StandardCharsets.UTF_8)).contains("There is no file");
    }
}

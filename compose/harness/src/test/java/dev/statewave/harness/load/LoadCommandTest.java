package dev.statewave.harness.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.statewave.harness.Harness;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

class LoadCommandTest {

    @Test
    void noArguments_meanThreeSizes() {
        LoadCommand command = parsed();

        assertThat(command.sizes()).containsExactly(1_000, 10_000, 100_000);
        assertThat(command.out()).isEqualTo(Path.of("docs"));
        assertThat(command.seconds()).isEqualTo(20);
    }

    @Test
    void sizes_areTakenOnceAndSmallestFirst() {
        LoadCommand command = parsed("5000", "--seconds", "3", "1000", "--out", "/tmp/x", "5000");

        assertThat(command.sizes()).containsExactly(1_000, 5_000);
        assertThat(command.out()).isEqualTo(Path.of("/tmp/x"));
        assertThat(command.seconds()).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"many", "0", "-1", "10000001", "--seconds", "--seconds 0", "--out", "--verbose", "99999999999"})
    void wrongArguments_endWithUsageAndStatusTwo(String arguments) {
        assertThatThrownBy(() -> parsed(arguments.split(" "))).isInstanceOf(ParameterException.class);

        var errors = new StringWriter();
        int status = new CommandLine(new Harness())
                .setErr(new PrintWriter(errors, true))
                .execute(("load " + arguments).split(" "));
        assertThat(status).isEqualTo(2);
        assertThat(errors.toString()).contains("Usage: statewave load");
    }

    private static LoadCommand parsed(String... arguments) {
        var command = new LoadCommand();
        new CommandLine(command).parseArgs(arguments);
        return command;
    }
}

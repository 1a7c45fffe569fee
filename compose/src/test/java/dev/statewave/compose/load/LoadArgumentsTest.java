package dev.statewave.compose.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LoadArgumentsTest {

    @Test
    void nothingMeansThreeSizes() {
        assertThat(LoadArguments.parse(List.of()))
                .isEqualTo(new LoadArguments(List.of(1_000, 10_000, 100_000), Path.of("docs"), 20));
    }

    @Test
    void sizesAreTakenOnceAndSmallestFirst() {
        assertThat(LoadArguments.parse(List.of("5000", "--seconds", "3", "1000", "--out", "/tmp/x", "5000")))
                .isEqualTo(new LoadArguments(List.of(1_000, 5_000), Path.of("/tmp/x"), 3));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"many", "0", "-1", "10000001", "--seconds", "--seconds 0", "--out", "--verbose", "99999999999"})
    void whatCannotBeMeantIsRefusedInASentence(String arguments) {
        assertThatThrownBy(() -> LoadArguments.parse(List.of(arguments.split(" "))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("./statewave load [subjects...]");
    }
}

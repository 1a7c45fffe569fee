package dev.statewave.worker.writer;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class CopyRowsTest {

    @Test
    void specialCharacters_areEscaped() {
        var rows = new CopyRows(1)
                .add("a\tb\nc\rd\\e")
                .add(null)
                .add("")
                .add("ü😀")
                .endRow()
                .add("next")
                .endRow();

        assertThat(new String(rows.bytes(), 0, rows.size(), StandardCharsets.UTF_8))
                .isEqualTo("a\\tb\\nc\\rd\\\\e\t\\N\t\tü😀\nnext\n");
    }
}

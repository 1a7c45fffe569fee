package dev.statewave.harness.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GeneratedSectionTest {

    @TempDir
    Path folder;

    @Test
    void whatStandsAroundIsKept() {
        String page = "# Head\n\n" + GeneratedSection.BEGIN + "\nold\n" + GeneratedSection.END + "\n\nTail\n";

        assertThat(GeneratedSection.replaced(page, "new\n"))
                .isEqualTo("# Head\n\n" + GeneratedSection.BEGIN + "\nnew\n" + GeneratedSection.END + "\n\nTail\n");
    }

    @Test
    void writingTwiceLeavesTheSecond() throws Exception {
        Path page = folder.resolve("made/load.md");
        GeneratedSection.write(page, "Load", "first\n");
        GeneratedSection.write(page, "Load", "second\n");

        assertThat(Files.readString(page))
                .contains("second")
                .doesNotContain("first")
                .startsWith("# Load")
                .endsWith(GeneratedSection.END + "\n");
    }

    @Test
    void pageWithoutThePlaceIsLeftAlone() {
        assertThatThrownBy(() -> GeneratedSection.replaced("by hand", "new"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(GeneratedSection.BEGIN);
        assertThatThrownBy(() -> GeneratedSection.replaced(GeneratedSection.END + GeneratedSection.BEGIN, "new"))
                .isInstanceOf(IllegalStateException.class);
    }
}

package dev.statewave.compose.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MarkedPageTest {

    @TempDir
    Path folder;

    @Test
    void whatStandsAroundIsKept() {
        String page = "# Head\n\n" + MarkedPage.BEGIN + "\nold\n" + MarkedPage.END + "\n\nTail\n";

        assertThat(MarkedPage.replaced(page, "new\n"))
                .isEqualTo("# Head\n\n" + MarkedPage.BEGIN + "\nnew\n" + MarkedPage.END + "\n\nTail\n");
    }

    @Test
    void writingTwiceLeavesTheSecond() throws Exception {
        Path page = folder.resolve("made/load.md");
        MarkedPage.write(page, "first\n");
        MarkedPage.write(page, "second\n");

        assertThat(Files.readString(page))
                .contains("second")
                .doesNotContain("first")
                .startsWith("# Load")
                .endsWith(MarkedPage.END + "\n");
    }

    @Test
    void pageWithoutThePlaceIsLeftAlone() {
        assertThatThrownBy(() -> MarkedPage.replaced("by hand", "new"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(MarkedPage.BEGIN);
        assertThatThrownBy(() -> MarkedPage.replaced(MarkedPage.END + MarkedPage.BEGIN, "new"))
                .isInstanceOf(IllegalStateException.class);
    }
}

package dev.statewave.local.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.statewave.local.preflight.StartRefusedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DataFolderTest {

    private Path home;

    @BeforeEach
    void folder() throws Exception {
        home = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "local");
    }

    @Test
    void folderOfAnotherVersion_isRefusedWithAWayOutAndLeftAsItIs() throws Exception {
        Files.writeString(home.resolve("statewave.properties"), "format=99\npostgres=15\n");

        try (var system = LocalSystem.apart(home, List.of())) {
            assertThatThrownBy(system::start)
                    .isInstanceOf(StartRefusedException.class)
                    .hasMessageContaining("format 99")
                    .hasMessageContaining("STATEWAVE_HOME");
        }
        assertThat(home.resolve("kafka")).doesNotExist();
    }

    @Test
    void folderOfAnotherPostgres_isRefusedWithAWayOut() {
        try (var folder = new DataFolder(home)) {
            folder.open();
            folder.claim(15);

            assertThatThrownBy(() -> folder.claim(17))
                    .isInstanceOf(StartRefusedException.class)
                    .hasMessageContaining("PostgreSQL 15");
        }
    }

    @Test
    void folderThatHadAnOutsideDatabase_takesALocalOneLater() {
        try (var folder = new DataFolder(home)) {
            folder.open();
        }
        try (var folder = new DataFolder(home)) {
            folder.open();

            assertThatCode(() -> folder.claim(15)).doesNotThrowAnyException();
        }
    }

    @Test
    void folderInUse_isRefused() {
        try (var first = new DataFolder(home);
                var second = new DataFolder(home)) {
            first.open();

            assertThatThrownBy(second::open)
                    .isInstanceOf(StartRefusedException.class)
                    .hasMessageContaining("in use");
            first.close();
            second.open();
        }
    }
}

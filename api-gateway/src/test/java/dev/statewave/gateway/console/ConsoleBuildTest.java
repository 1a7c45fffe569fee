package dev.statewave.gateway.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.statewave.contract.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The files of the console in the resources are those that its sources make. */
class ConsoleBuildTest {

    private static final Path SOURCES = Path.of("console");
    private static final Path BUILT = Path.of("src/main/resources/console");
    private static final String AGAIN =
            "the console has to be built again: (cd api-gateway/console && npm ci && npm run build)";
    private static final int LARGEST = 400_000;

    private final JsonNode list = Json.tree(read(BUILT.resolve("build.json")));

    @Test
    void builtFiles_areMadeOfTheseSources() throws Exception {
        var names = new TreeSet<>(
                List.of("index.html", "package-lock.json", "package.json", "tsconfig.json", "vite.config.ts"));
        names.addAll(filesBelow(SOURCES, SOURCES.resolve("src")));
        var lines = new StringBuilder();
        for (String name : names) {
            lines.append("%s  %s\n".formatted(hash(read(SOURCES.resolve(name))), name));
        }

        assertThat(list.path("sources").asString())
                .as(AGAIN)
                .isEqualTo(hash(lines.toString().getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void builtFiles_areThoseOfTheList() throws Exception {
        var found = new TreeMap<String, String>();
        for (String name : filesBelow(BUILT, BUILT)) {
            if (!name.equals("build.json")) {
                found.put(name, hash(read(BUILT.resolve(name))));
            }
        }
        var listed = new TreeMap<String, String>();
        list.path("files")
                .properties()
                .forEach(file -> listed.put(file.getKey(), file.getValue().asString()));

        assertThat(found).as(AGAIN).isEqualTo(listed);
    }

    @Test
    void builtFiles_areSmallAndOfThisServerAlone() throws Exception {
        long size = 0;
        for (String name : filesBelow(BUILT, BUILT)) {
            size += Files.size(BUILT.resolve(name));
        }

        assertThat(size).isLessThan(LARGEST);
        assertThat(new String(read(BUILT.resolve("index.html")), StandardCharsets.UTF_8))
                .doesNotContain("=\"http")
                .doesNotContain("=\"//")
                .doesNotContain("<style");
    }

    private static List<String> filesBelow(Path root, Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> root.relativize(file).toString().replace('\\', '/'))
                    .toList();
        }
    }

    private static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new IllegalStateException(AGAIN, e);
        }
    }

    private static String hash(byte[] bytes) throws NoSuchAlgorithmException {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }
}

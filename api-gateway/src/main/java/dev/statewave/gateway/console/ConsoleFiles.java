package dev.statewave.gateway.console;

import dev.statewave.contract.json.Json;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;

/**
 * The files of the console, as {@code npm run build} left them in the resources, read once. Only what its list
 * {@code build.json} names is a file, so no path leads anywhere else.
 */
@Component
class ConsoleFiles {

    private static final String FOLDER = "/console/";
    private static final String PAGE = "index.html";
    private static final Map<String, MediaType> TYPES = Map.of(
            "html", MediaType.parseMediaType("text/html;charset=UTF-8"),
            "js", MediaType.parseMediaType("text/javascript;charset=UTF-8"),
            "css", MediaType.parseMediaType("text/css;charset=UTF-8"),
            "svg", MediaType.parseMediaType("image/svg+xml"));

    /** @param hash SHA-256 in hexadecimal */
    record File(byte[] bytes, MediaType type, String hash) {}

    private final Map<String, File> files = new HashMap<>();
    private final File page;

    ConsoleFiles() throws IOException {
        for (var entry : Json.tree(read("build.json")).path("files").properties()) {
            String name = entry.getKey();
            files.put(name, new File(read(name), type(name), entry.getValue().asString()));
        }
        File index = files.get(PAGE);
        if (index == null) {
            throw new FileNotFoundException("the list of the console's files has no " + PAGE);
        }
        this.page = index;
    }

    /** The one page, whatever of it is shown. */
    File page() {
        return page;
    }

    /** @param name below {@code /console/}; null where there is no such file */
    @Nullable
    File find(String name) {
        return files.get(name);
    }

    /** All of them, below {@code /console/}. */
    Set<String> names() {
        return Collections.unmodifiableSet(files.keySet());
    }

    private static MediaType type(String name) {
        return TYPES.getOrDefault(name.substring(name.lastIndexOf('.') + 1), MediaType.APPLICATION_OCTET_STREAM);
    }

    private static byte[] read(String name) throws IOException {
        try (InputStream in = ConsoleFiles.class.getResourceAsStream(FOLDER + name)) {
            if (in == null) {
                throw new FileNotFoundException("a file of the console is missing: " + name);
            }
            return in.readAllBytes();
        }
    }
}

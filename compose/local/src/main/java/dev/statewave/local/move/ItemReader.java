package dev.statewave.local.move;

import dev.statewave.contract.json.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JsonNode;

/**
 * Reads the items of a file one after the other, so that it may be larger than the memory: JSON Lines, a JSON list, or
 * an object with lists in it.
 */
final class ItemReader {

    /** Characters of one line; a longer one is told and passed over. */
    private static final int LONGEST_LINE = 16 * 1024 * 1024;

    private final EpisodeMapping mapping;
    private final Sink sink;

    interface Sink {
        void item(long line, JsonNode item, Map<String, String> shared) throws IOException, InterruptedException;

        void bad(long line, String why);
    }

    ItemReader(EpisodeMapping mapping, Sink sink) {
        this.mapping = mapping;
        this.sink = sink;
    }

    void read(Path file) throws IOException, InterruptedException {
        if (isLines(file)) {
            readLines(file);
        } else {
            readDocument(file);
        }
    }

    /** By its name, or because the first line is an object of its own. */
    private static boolean isLines(Path file) throws IOException {
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        if (name.endsWith(".jsonl") || name.endsWith(".ndjson")) {
            return true;
        }
        try (var in = open(file)) {
            String line = line(in);
            while (line != null && line.isBlank()) {
                line = line(in);
            }
            if (line == null || !line.stripLeading().startsWith("{")) {
                return false;
            }
            Json.tree(line);
            String next = line(in);
            while (next != null && next.isBlank()) {
                next = line(in);
            }
            return next != null;
        } catch (JacksonException e) {
            return false;
        }
    }

    private void readLines(Path file) throws IOException, InterruptedException {
        try (var in = open(file)) {
            long number = 0;
            for (String line = line(in); line != null; line = line(in)) {
                number++;
                if (line.length() > LONGEST_LINE) {
                    sink.bad(number, "It has more than %,d characters.".formatted(LONGEST_LINE));
                } else if (!line.isBlank()) {
                    JsonNode item;
                    try {
                        item = Json.tree(line);
                    } catch (JacksonException e) {
                        sink.bad(number, "It is not JSON: " + e.getOriginalMessage());
                        continue;
                    }
                    flatten(number, item, Map.of());
                }
            }
        }
    }

    /** Null at the end. Of a line that is too long only the beginning is kept. */
    private static @Nullable String line(Reader in) throws IOException {
        int c = in.read();
        if (c < 0) {
            return null;
        }
        var line = new StringBuilder();
        while (c >= 0 && c != '\n') {
            if (line.length() <= LONGEST_LINE) {
                line.append((char) c);
            }
            c = in.read();
        }
        return line.toString();
    }

    private void readDocument(Path file) throws IOException, InterruptedException {
        try (var in = open(file);
                JsonParser parser = Json.MAPPER.createParser(in)) {
            try {
                JsonToken first = parser.nextToken();
                if (first == JsonToken.START_ARRAY) {
                    readList(parser, Map.of());
                } else if (first == JsonToken.START_OBJECT) {
                    readObject(parser);
                } else {
                    sink.bad(1, "The file is neither a JSON object nor a JSON list.");
                }
            } catch (JacksonException e) {
                sink.bad(
                        parser.currentLocation().getLineNr(),
                        "From here on the file is not JSON: " + e.getOriginalMessage());
            }
        }
    }

    /** The outermost object: what its items share has to stand before its lists. */
    private void readObject(JsonParser parser) throws IOException, InterruptedException {
        var shared = new HashMap<String, String>();
        long line = parser.currentLocation().getLineNr();
        var rest = Json.object();
        boolean lists = false;
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = parser.currentName();
            JsonToken value = parser.nextToken();
            if (value == JsonToken.START_ARRAY && mapping.lists().contains(name)) {
                lists = true;
                readList(parser, shared);
            } else {
                JsonNode read = parser.readValueAsTree();
                rest.set(name, read);
                share(name, read, shared);
            }
        }
        if (!lists) {
            flatten(line, rest, Map.of());
        }
    }

    private void readList(JsonParser parser, Map<String, String> shared) throws IOException, InterruptedException {
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            long line = parser.currentLocation().getLineNr();
            flatten(line, parser.readValueAsTree(), shared);
        }
    }

    /** An object with lists stands for their items. */
    private void flatten(long line, JsonNode item, Map<String, String> around)
            throws IOException, InterruptedException {
        boolean lists = false;
        var shared = new HashMap<>(around);
        for (var field : item.properties()) {
            share(field.getKey(), field.getValue(), shared);
        }
        for (String name : mapping.lists()) {
            if (item.path(name).isArray()
                    && item.path(name).valueStream().allMatch(JsonNode::isObject)
                    && !isItem(item)) {
                lists = true;
                for (JsonNode inner : item.path(name)) {
                    flatten(line, inner, shared);
                }
            }
        }
        if (!lists) {
            sink.item(line, item, around);
        }
    }

    /** A fact or a message may name others. */
    private static boolean isItem(JsonNode item) {
        return item.has("fact") || item.has("content") || item.has("memory") || item.has("text");
    }

    private void share(String name, JsonNode value, Map<String, String> shared) {
        if (mapping.shared().contains(name) && (value.isString() || value.isNumber())) {
            shared.put(name, value.asString());
        }
    }

    private static BufferedReader open(Path file) throws IOException {
        // A byte that is no UTF-8 spoils its own text and not the file.
        var decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPLACE)
                .onUnmappableCharacter(CodingErrorAction.REPLACE);
        return new BufferedReader(new java.io.InputStreamReader(Files.newInputStream(file), decoder), 64 * 1024);
    }
}

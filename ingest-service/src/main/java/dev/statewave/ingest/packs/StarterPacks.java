package dev.statewave.ingest.packs;

import dev.statewave.contract.json.Json;
import dev.statewave.contract.rest.ApiException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * The packs that come with this version: a folder each, listed in an index. The one of the documents is made of the
 * documents themselves, which the build puts beside it. A malformed pack fails the start.
 */
@Component
class StarterPacks {

    /** The pack of the documents. */
    static final String SUPPORT = "statewave-support-agent";

    private static final String FOLDER = "packs/";

    private final Map<String, StarterPack> byId = new LinkedHashMap<>();

    StarterPacks() throws IOException {
        for (JsonNode entry : tree("index.json").path("packs")) {
            String id = entry.path("pack_id").stringValue();
            try {
                byId.put(
                        id,
                        read(
                                entry.path("directory").stringValue(),
                                entry.path("kind").stringValue()));
            } catch (JacksonException | IOException e) {
                throw new IllegalStateException("The starter pack %s is malformed: %s".formatted(id, e), e);
            }
        }
    }

    /** In the order of the index. */
    List<StarterPack> all() {
        return List.copyOf(byId.values());
    }

    /** @throws ApiException 404 where there is none of this id */
    StarterPack get(String id) {
        StarterPack pack = byId.get(id);
        if (pack == null) {
            throw ApiException.notFound("Starter pack not found");
        }
        return pack;
    }

    StarterPack support() {
        return Objects.requireNonNull(byId.get(SUPPORT));
    }

    private static StarterPack read(String directory, String kind) throws IOException {
        JsonNode manifest = tree(directory + "/manifest.json");
        var tags = new ArrayList<String>();
        manifest.path("tags").forEach(tag -> tags.add(tag.stringValue()));
        boolean documents = kind.equals("support_docs");
        DocumentPack made = documents ? new DocumentPack(documents(directory)) : null;
        return new StarterPack(
                manifest.path("pack_id").stringValue(),
                kind,
                manifest.path("display_name").stringValue(),
                manifest.path("description").stringValue(),
                made == null ? manifest.path("version").stringValue() : made.version(),
                manifest.path("created_at").stringValue(),
                manifest.path("subject_id_suggestion").stringValue(),
                tags,
                made == null ? lines(directory + "/episodes.jsonl") : made.episodes(),
                made == null ? lines(directory + "/memories.jsonl") : made.memories());
    }

    private static SortedMap<String, String> documents(String directory) throws IOException {
        var documents = new TreeMap<String, String>();
        for (Resource file : new PathMatchingResourcePatternResolver()
                .getResources("classpath*:" + FOLDER + directory + "/docs/*.md")) {
            documents.put(Objects.requireNonNull(file.getFilename()), file.getContentAsString(StandardCharsets.UTF_8));
        }
        return documents;
    }

    private static JsonNode tree(String name) throws IOException {
        return Json.tree(text(name));
    }

    private static List<JsonNode> lines(String name) throws IOException {
        return text(name)
                .lines()
                .filter(line -> !line.isBlank())
                .map(Json::tree)
                .toList();
    }

    private static String text(String name) throws IOException {
        try (InputStream in = StarterPacks.class.getClassLoader().getResourceAsStream(FOLDER + name)) {
            if (in == null) {
                throw new IOException("no file " + FOLDER + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}

package dev.statewave.ingest.packs;

import dev.statewave.contract.json.Json;
import dev.statewave.contract.text.PayloadText;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The items of the pack that is made of the documents of this version: an episode for each section, and the memory that
 * a compile without a model makes of it.
 */
final class DocumentPack {

    private static final String PACK = "statewave-support-docs";
    /** Code points of a summary, as the compiler has it. */
    private static final int SUMMARY = 500;

    private final List<JsonNode> episodes = new ArrayList<>();
    private final List<JsonNode> memories = new ArrayList<>();
    private final String version;

    /** @param documents by their names */
    DocumentPack(SortedMap<String, String> documents) {
        var all = new StringBuilder();
        for (Map.Entry<String, String> document : documents.entrySet()) {
            all.append(document.getKey())
                    .append('\n')
                    .append(document.getValue())
                    .append('\n');
            DocumentSections.of(document.getValue()).forEach(section -> add(document.getKey(), section));
        }
        version = "1." + sha256(all.toString()).substring(0, 12);
    }

    List<JsonNode> episodes() {
        return episodes;
    }

    List<JsonNode> memories() {
        return memories;
    }

    /** Another one for other documents. */
    String version() {
        return version;
    }

    private void add(String document, DocumentSections.Section section) {
        String path = "docs/" + document;
        String hash = sha256(section.text());
        // Two sections may have the same text.
        String id = sha256(path + section.path() + section.text());
        ObjectNode payload = Json.object()
                .put(
                        "title",
                        section.path().isEmpty() ? document : section.path().getLast());
        var headings = payload.putArray("heading_path");
        section.path().forEach(headings::add);
        payload.put("breadcrumb", String.join(" › ", section.path()))
                .put("doc_path", path)
                .put("url", path + "#" + section.slug())
                .put("text", section.text());
        ObjectNode episode =
                Json.object().put("id", id).put("source", "statewave-docs").put("type", "doc_section");
        episode.set("payload", payload);
        episode.set("metadata", Json.object().put("pack", PACK).put("pack_version", 1));
        episode.set(
                "provenance",
                Json.object().put("doc_path", path).put("content_hash", hash).put("pack_version", 1));
        episodes.add(episode);
        String summary = PayloadText.cut(PayloadText.of(payload), SUMMARY);
        if (summary.isBlank()) {
            return;
        }
        ObjectNode memory = Json.object()
                .put("kind", "episode_summary")
                .put("content", summary)
                .put("summary", String.join(" › ", section.path()))
                .put("confidence", 0.8);
        memory.putArray("source_episode_ids").add(id);
        memory.set("metadata", Json.object().put("pack", PACK).put("pack_version", 1));
        memories.add(memory);
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}

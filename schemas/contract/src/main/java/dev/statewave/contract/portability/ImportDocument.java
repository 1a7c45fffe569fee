package dev.statewave.contract.portability;

import dev.statewave.contract.json.Json;
import dev.statewave.contract.rest.ApiException;
import dev.statewave.contract.rest.FieldReader;
import dev.statewave.contract.subjectlog.ImportedEpisode;
import dev.statewave.contract.subjectlog.ImportedMemory;
import dev.statewave.contract.subjectlog.ImportedResolution;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * An export document as it comes in, of this server or of another one of v1.
 *
 * @param subject whom it was made of
 * @param tenant null for none
 */
public record ImportDocument(String subject, @Nullable String tenant, SubjectContents contents) {

    /**
     * Reads a document and checks all of it.
     *
     * @throws ApiException 400 where its version is another one, its checksum is wrong or an id stands there twice; 413
     *     where an item is too large. Wrong fields are noted in the reader, and the result is then null.
     */
    @SuppressWarnings("NullAway")
    public static @Nullable ImportDocument read(FieldReader document) {
        checkVersion(document.raw());
        checkChecksum(document.raw(), "checksum", List.of("episodes", "memories"));
        boolean resolved = document.has("resolutions");
        if (resolved) {
            checkChecksum(document.raw(), "resolutions_checksum", List.of("resolutions"));
        }
        String subject = document.requiredId("subject_id");
        String tenant = document.has("tenant_id") ? document.requiredIdOrEmpty("tenant_id") : null;
        boolean compiled = !document.raw().path("memories").isEmpty();
        List<ImportedEpisode> episodes = items(document, "episodes", fields -> ImportFields.episode(fields, compiled));
        List<ImportedMemory> memories = items(document, "memories", ImportFields::memory);
        List<ImportedResolution> resolutions =
                resolved ? items(document, "resolutions", ImportFields::resolution) : List.of();
        if (document.hasErrors()) {
            return null;
        }
        checkUnique(episodes.stream().map(ImportedEpisode::id).toList());
        checkUnique(memories.stream().map(ImportedMemory::id).toList());
        return new ImportDocument(subject, tenant, new SubjectContents(episodes, memories, resolutions).settled());
    }

    private static void checkVersion(JsonNode document) {
        JsonNode version = document.path("format_version");
        if (!version.isString() || !version.stringValue().equals(ExportDocument.VERSION)) {
            throw refused("The document has format_version %s; this server reads \"%s\"."
                    .formatted(shortened(version), ExportDocument.VERSION));
        }
    }

    private static String shortened(JsonNode value) {
        String text = value.isMissingNode() ? "none" : value.toString();
        return text.length() <= 40 ? text : text.substring(0, 40).replaceAll("[\\ud800-\\udfff]", "") + "…";
    }

    private static void checkChecksum(JsonNode document, String name, List<String> parts) {
        var content = Json.object();
        for (String part : parts) {
            if (!document.path(part).isArray()) {
                throw refused("The document has no list \"%s\".".formatted(part));
            }
            content.set(part, document.path(part));
        }
        JsonNode said = document.path(name);
        byte[] expected = ContentChecksum.of(content).getBytes(StandardCharsets.US_ASCII);
        if (!said.isString()
                || !MessageDigest.isEqual(expected, said.stringValue().getBytes(StandardCharsets.UTF_8))) {
            throw refused("The %s of the document does not match its contents: it was changed or cut.".formatted(name));
        }
    }

    /** Ends with the first item that is wrong: a document may have thousands, all wrong in the same way. */
    private static <T> List<T> items(FieldReader document, String name, Function<FieldReader, @Nullable T> read) {
        var items = new ArrayList<T>();
        for (FieldReader fields : document.requiredObjects(name, 0, Integer.MAX_VALUE)) {
            T item = document.hasErrors() ? null : read.apply(fields);
            if (item == null) {
                return List.of();
            }
            items.add(item);
        }
        return items;
    }

    private static void checkUnique(List<UUID> ids) {
        Set<UUID> seen = new HashSet<>();
        ids.forEach(id -> {
            if (!seen.add(id)) {
                throw refused("The id %s stands in the document twice.".formatted(id));
            }
        });
    }

    private static ApiException refused(String message) {
        return ApiException.of(400, "bad_request", message);
    }
}

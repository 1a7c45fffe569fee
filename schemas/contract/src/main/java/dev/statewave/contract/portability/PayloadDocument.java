package dev.statewave.contract.portability;

import dev.statewave.contract.rest.ApiException;
import dev.statewave.contract.rest.FieldReader;
import dev.statewave.contract.subjectlog.ImportedEpisode;
import dev.statewave.contract.subjectlog.ImportedMemory;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A memory payload as it comes in. */
public record PayloadDocument(String exportId, List<Subject> subjects) {

    private static final Set<String> KEYS = Set.of(
            "format",
            "format_version",
            "export_id",
            "exported_at",
            "export_scope",
            "subjects",
            "episodes",
            "memories",
            "sources",
            "metadata");
    private static final int MOST_SUBJECTS = 1_000;

    /** @param originalTenant null for none */
    public record Subject(String originalId, @Nullable String originalTenant, SubjectContents contents) {}

    private record Head(String id, @Nullable String tenant) {}

    /**
     * Reads a payload and checks all of it. All items get new ids.
     *
     * @throws ApiException 400 where it is none, of another version or has a subject that may not be moved so; 413
     *     where an item is too large. Wrong fields are noted in the reader, and the result is then null.
     */
    @SuppressWarnings("NullAway")
    public static @Nullable PayloadDocument read(FieldReader payload, Instant now) {
        checkFormat(payload.raw());
        String exportId = payload.optionalText("export_id", 64);
        Map<String, Head> heads = new LinkedHashMap<>();
        for (FieldReader fields : payload.requiredObjects("subjects", 1, MOST_SUBJECTS)) {
            String id = fields.requiredText("original_subject_id", 1, 256);
            String tenant = fields.has("tenant_id") ? fields.requiredIdOrEmpty("tenant_id") : null;
            if (payload.hasErrors()) {
                return null;
            }
            if (heads.put(PortableSubjectId.check("original_subject_id", id), new Head(id, tenant)) != null) {
                throw refused("The subject %s stands in the payload twice.".formatted(id));
            }
        }
        boolean compiled = !payload.raw().path("memories").isEmpty();
        var reader = new ItemReader(now, compiled);
        Map<String, List<ImportedEpisode>> episodes = items(payload, "episodes", heads, reader::episode);
        Map<String, List<ImportedMemory>> memories = items(payload, "memories", heads, reader::memory);
        if (payload.hasErrors()) {
            return null;
        }
        return new PayloadDocument(
                exportId == null ? "" : exportId,
                heads.values().stream()
                        .map(head -> new Subject(
                                head.id(),
                                head.tenant(),
                                new SubjectContents(
                                                episodes.getOrDefault(head.id(), List.of()),
                                                memories.getOrDefault(head.id(), List.of()),
                                                List.of())
                                        .settled()))
                        .toList());
    }

    private static void checkFormat(JsonNode payload) {
        if (!MemoryPayload.FORMAT.equals(payload.path("format").asString(""))) {
            throw refused("The payload has not the format \"%s\".".formatted(MemoryPayload.FORMAT));
        }
        JsonNode version = payload.path("format_version");
        if (!version.isIntegralNumber()
                || !version.bigIntegerValue().equals(BigInteger.valueOf(MemoryPayload.VERSION))) {
            throw refused("This server reads format_version %d.".formatted(MemoryPayload.VERSION));
        }
        payload.propertyNames().forEach(name -> {
            if (!KEYS.contains(name)) {
                throw refused("The payload has a key that this server does not know; known are %s."
                        .formatted(String.join(", ", KEYS.stream().sorted().toList())));
            }
        });
    }

    /** By subject. Ends with the first item that is wrong. */
    private static <T> Map<String, List<T>> items(
            FieldReader payload, String name, Map<String, Head> heads, Function<FieldReader, @Nullable T> read) {
        Map<String, List<T>> items = new LinkedHashMap<>();
        if (!payload.has(name)) {
            return items;
        }
        for (FieldReader fields : payload.requiredObjects(name, 0, Integer.MAX_VALUE)) {
            String subject = payload.hasErrors() ? null : fields.requiredText("subject_id", 1, 256);
            T item = subject == null ? null : read.apply(fields);
            if (subject == null || item == null) {
                return Map.of();
            }
            if (!heads.containsKey(subject)) {
                throw refused("An item of %s is of a subject that the payload does not list.".formatted(name));
            }
            items.computeIfAbsent(subject, first -> new ArrayList<>()).add(item);
        }
        return items;
    }

    private static ApiException refused(String message) {
        return ApiException.of(400, "bad_request", message);
    }
}

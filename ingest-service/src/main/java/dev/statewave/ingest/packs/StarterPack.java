package dev.statewave.ingest.packs;

import dev.statewave.contract.portability.ItemReader;
import dev.statewave.contract.portability.SubjectContents;
import dev.statewave.contract.rest.FieldReader;
import dev.statewave.contract.subjectlog.ImportedEpisode;
import dev.statewave.contract.subjectlog.ImportedMemory;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A subject that comes with the service.
 *
 * @param kind {@code support_docs} or {@code demo_agent}
 * @param createdAt as clients are told it
 * @param suggestion the subject that it goes to where nobody names another one
 */
record StarterPack(
        String id,
        String kind,
        String displayName,
        String description,
        String version,
        String createdAt,
        String suggestion,
        List<String> tags,
        List<JsonNode> episodes,
        List<JsonNode> memories) {

    /** Its items under new ids. */
    SubjectContents contents(Instant now) {
        var reader = new ItemReader(now, true);
        var read = new ArrayList<ImportedEpisode>(episodes.size());
        for (JsonNode item : episodes) {
            FieldReader fields = FieldReader.body(item);
            read.add(checked(fields, reader.episode(fields)));
        }
        var made = new ArrayList<ImportedMemory>(memories.size());
        for (JsonNode item : memories) {
            FieldReader fields = FieldReader.body(item);
            made.add(checked(fields, reader.memory(fields)));
        }
        return new SubjectContents(read, made, List.of()).settled();
    }

    private static <T> T checked(FieldReader fields, @Nullable T item) {
        fields.check();
        if (item == null) {
            throw new IllegalStateException("a pack has an item that cannot be read");
        }
        return item;
    }
}

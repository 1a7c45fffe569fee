package dev.statewave.ingest.portability;

import dev.statewave.contract.portability.SubjectContents;
import dev.statewave.contract.subjectlog.ImportedMemory;
import dev.statewave.contract.subjectlog.SubjectKey;
import dev.statewave.contract.subjectlog.SubjectRecord.EpisodeImported;
import dev.statewave.contract.subjectlog.SubjectRecord.ImportCompleted;
import dev.statewave.contract.subjectlog.SubjectRecord.ImportPart;
import dev.statewave.contract.subjectlog.SubjectRecord.MemoriesImported;
import dev.statewave.contract.subjectlog.SubjectRecord.ResolutionsImported;
import dev.statewave.contract.subjectlog.SubjectRecord.Snapshot;
import dev.statewave.platform.subjectlog.LogEntry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What is imported into one subject.
 *
 * @param onlyIfEmpty the import is refused where the subject has anything already
 * @param snapshot what is kept by the import; null where it is not a snapshot
 * @param replacedPack the starter pack whose former items are erased by the import; null for none
 */
public record ImportPlan(
        UUID importId,
        SubjectKey key,
        SubjectContents contents,
        boolean onlyIfEmpty,
        @Nullable Snapshot snapshot,
        @Nullable String replacedPack) {

    /** Items of a record, and their characters: far below what a record may have. */
    private static final int MOST_ITEMS = 200;

    private static final int MOST_CHARACTERS = 512 * 1024;

    /** An import of its own. */
    public static ImportPlan of(SubjectKey key, SubjectContents contents, boolean onlyIfEmpty) {
        return new ImportPlan(UUID.randomUUID(), key, contents.forSubject(key), onlyIfEmpty, null, null);
    }

    /** A snapshot, which is kept as a subject of its own. */
    public static ImportPlan of(SubjectKey key, SubjectContents contents, Snapshot snapshot) {
        return new ImportPlan(UUID.randomUUID(), key, contents.forSubject(key), true, snapshot, null);
    }

    /** The items of a starter pack in the place of those that stand in the subject already. */
    public static ImportPlan replacing(SubjectKey key, SubjectContents contents, String pack) {
        return new ImportPlan(UUID.randomUUID(), key, contents.forSubject(key), false, null, pack);
    }

    /** The records of the import, in their order on the log. */
    List<LogEntry> entries(Instant now) {
        var parts = new ArrayList<ImportPart>();
        contents.episodes().forEach(episode -> parts.add(new EpisodeImported(importId, episode)));
        addMemories(parts);
        var resolutions = contents.resolutions();
        for (int from = 0; from < resolutions.size(); from += MOST_ITEMS) {
            parts.add(new ResolutionsImported(
                    importId, resolutions.subList(from, Math.min(from + MOST_ITEMS, resolutions.size()))));
        }
        var entries = new ArrayList<LogEntry>(parts.size() + 1);
        parts.forEach(part -> entries.add(new LogEntry(key, part)));
        entries.add(new LogEntry(
                key, new ImportCompleted(importId, parts.size(), onlyIfEmpty, now, snapshot, replacedPack)));
        return entries;
    }

    private void addMemories(List<ImportPart> parts) {
        var together = new ArrayList<ImportedMemory>();
        long characters = 0;
        for (ImportedMemory memory : contents.memories()) {
            if (together.size() == MOST_ITEMS || characters + size(memory) > MOST_CHARACTERS && !together.isEmpty()) {
                parts.add(new MemoriesImported(importId, together));
                together.clear();
                characters = 0;
            }
            together.add(memory);
            characters += size(memory);
        }
        if (!together.isEmpty()) {
            parts.add(new MemoriesImported(importId, together));
        }
    }

    private static long size(ImportedMemory memory) {
        return memory.content().length()
                + memory.summary().length()
                + memory.metadata().toString().length()
                + 40L * memory.sourceEpisodeIds().size();
    }
}

package dev.statewave.worker.writer;

import dev.statewave.contract.json.WireTime;
import dev.statewave.contract.subjectlog.ImportedMemory;
import dev.statewave.contract.subjectlog.ImportedResolution;
import dev.statewave.contract.subjectlog.LogPosition;
import dev.statewave.contract.subjectlog.SubjectKey;
import dev.statewave.contract.subjectlog.SubjectRecord;
import dev.statewave.contract.subjectlog.SubjectRecord.EpisodeImported;
import dev.statewave.contract.subjectlog.SubjectRecord.ImportCompleted;
import dev.statewave.contract.subjectlog.SubjectRecord.ImportPart;
import dev.statewave.contract.subjectlog.SubjectRecord.MemoriesImported;
import dev.statewave.contract.subjectlog.SubjectRecord.ResolutionsImported;
import dev.statewave.worker.compile.storage.ImportedMemoryRepository;
import dev.statewave.worker.store.SubjectLock;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Applies imports. Parts are put aside as they come, and applied together by the record that completes them: in the
 * transaction that moves the position past it, so that readers see all of an import or nothing. An import that cannot
 * be applied as a whole is refused as a whole, and the refusal is noted for its caller.
 */
@Component
class ImportWriter {

    private static final String ID_CONFLICT = "id_conflict";
    private static final String POPULATED = "populated";
    private static final String INCOMPLETE = "incomplete";

    private final ImportRepository imports;
    private final ImportedMemoryRepository memories;
    private final SubjectLock lock;
    private final Clock clock;

    ImportWriter(ImportRepository imports, ImportedMemoryRepository memories, SubjectLock lock, Clock clock) {
        this.imports = imports;
        this.memories = memories;
        this.lock = lock;
        this.clock = clock;
    }

    void stage(LogEntry entry, ImportPart part) {
        imports.stage(part.importId(), entry);
    }

    /**
     * What came in.
     *
     * @param lastUncompiled the offset of the last episode that has to be compiled; -1 for none
     */
    record Imported(int episodes, long lastUncompiled) {}

    Imported complete(LogEntry entry, ImportCompleted completed) {
        SubjectKey key = entry.key();
        lock.take(key);
        Instant now = WireTime.micros(clock.instant());
        var staged = imports.staged(completed.importId(), key);
        imports.savepoint();
        var contents = new Contents(key, completed.importId());
        String refused = refused(staged, completed, key, contents);
        if (refused != null) {
            imports.rollBack();
        } else {
            contents.settle(staged.firstOffset(), now);
            if (completed.snapshot() != null) {
                imports.keep(key, completed.snapshot(), contents.episodes, contents.memories, now);
            }
        }
        imports.forget(completed.importId());
        int episodes = refused == null ? contents.episodes : 0;
        imports.note(
                key,
                new ImportRepository.Outcome(
                        completed.importId(),
                        staged.firstOffset(),
                        entry.position().offset(),
                        episodes,
                        refused == null ? contents.memories : 0,
                        refused),
                now);
        return new Imported(episodes, refused == null ? contents.lastUncompiled : -1);
    }

    private @Nullable String refused(
            ImportRepository.StagedParts staged, ImportCompleted completed, SubjectKey key, Contents contents) {
        if (staged.count() != completed.parts()) {
            // A part was dead-lettered, or the subject was erased between two of them.
            return INCOMPLETE;
        }
        if (completed.onlyIfEmpty() && imports.hasRows(key)) {
            return POPULATED;
        }
        if (completed.replacedPack() != null) {
            memories.deletePack(key, completed.replacedPack());
            imports.deletePack(key, completed.replacedPack());
        }
        imports.read(completed.importId(), contents::add);
        contents.flush();
        return contents.complete ? null : ID_CONFLICT;
    }

    /** The contents of one import on their way into the tables, a bearable part of them at a time. */
    private final class Contents {

        private static final int MOST_EPISODES = 200;
        private static final int MOST_BYTES = 4 * 1024 * 1024;

        private final SubjectKey key;
        private final UUID importId;
        private final List<ImportRepository.Placed> waiting = new ArrayList<>();
        private int bytes;
        private int episodes;
        private int memories;
        private long lastUncompiled = -1;
        private boolean complete = true;

        Contents(SubjectKey key, UUID importId) {
            this.key = key;
            this.importId = importId;
        }

        void add(ImportRepository.Staged staged) {
            switch ((ImportPart) SubjectRecord.read(staged.part())) {
                case EpisodeImported episode -> add(staged.position(), episode, staged.part().length);
                case MemoriesImported part -> add(part.memories());
                case ResolutionsImported part -> insert(part.resolutions());
            }
        }

        private void add(LogPosition position, EpisodeImported imported, int size) {
            waiting.add(new ImportRepository.Placed(position, imported.episode()));
            if (imported.episode().compiledAt() == null) {
                lastUncompiled = Math.max(lastUncompiled, position.offset());
            }
            bytes += size;
            if (waiting.size() >= MOST_EPISODES || bytes >= MOST_BYTES) {
                flush();
            }
        }

        private void add(List<ImportedMemory> imported) {
            complete &= ImportWriter.this.memories.insert(key, importId, imported) == imported.size();
            memories += imported.size();
        }

        private void insert(List<ImportedResolution> resolutions) {
            imports.insertResolutions(key, resolutions);
        }

        void flush() {
            complete &= imports.insertEpisodes(key, waiting) == waiting.size();
            episodes += waiting.size();
            waiting.clear();
            bytes = 0;
        }

        void settle(long firstOffset, Instant now) {
            if (lastUncompiled >= 0) {
                // A compile may have passed the offsets of the parts while they waited.
                imports.reopen(key, importId, firstOffset);
            }
            if (memories > 0) {
                ImportWriter.this.memories.awaitVectors(key, now);
            }
        }
    }
}

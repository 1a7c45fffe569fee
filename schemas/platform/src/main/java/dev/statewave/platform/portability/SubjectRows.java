package dev.statewave.platform.portability;

import dev.statewave.contract.portability.SubjectContents;
import dev.statewave.contract.subjectlog.ImportedEpisode;
import dev.statewave.contract.subjectlog.ImportedMemory;
import dev.statewave.contract.subjectlog.ImportedResolution;
import dev.statewave.contract.subjectlog.SubjectKey;
import java.util.List;
import java.util.function.Supplier;

/** The rows of a subject, whose JSON is not read yet. */
public record SubjectRows(
        SubjectKey key,
        List<Supplier<ImportedEpisode>> episodes,
        List<Supplier<ImportedMemory>> memories,
        List<Supplier<ImportedResolution>> resolutions) {

    /** Reads all of it. Of many rows that takes long, so not on an event loop. */
    public SubjectContents contents() {
        return new SubjectContents(
                episodes.stream().map(Supplier::get).toList(),
                memories.stream().map(Supplier::get).toList(),
                resolutions.stream().map(Supplier::get).toList());
    }
}

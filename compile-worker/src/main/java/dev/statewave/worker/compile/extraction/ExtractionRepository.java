package dev.statewave.worker.compile.extraction;

import dev.statewave.contract.subjectlog.SubjectKey;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** What models made of episodes, so that no call is paid for twice. */
interface ExtractionRepository {

    /** Those that this model made with this wording of the prompt. */
    Map<UUID, List<ExtractedMemory>> find(
            SubjectKey key, Collection<UUID> episodes, String model, String promptVersion);

    /** Of an episode that was erased meanwhile nothing is kept. */
    void store(SubjectKey key, String model, String promptVersion, Map<UUID, List<ExtractedMemory>> made);
}

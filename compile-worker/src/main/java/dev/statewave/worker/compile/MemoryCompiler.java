package dev.statewave.worker.compile;

import dev.statewave.contract.subjectlog.SubjectKey;
import java.util.List;

/**
 * Reads episodes and makes memories of them. It may take minutes and call out, so it is never called inside of a
 * transaction.
 */
public interface MemoryCompiler {

    /**
     * @param episodes of one subject, in the order of the log
     * @throws InterruptedException where the process is told to stop
     */
    Compiled compile(SubjectKey key, List<PendingEpisode> episodes) throws InterruptedException;
}

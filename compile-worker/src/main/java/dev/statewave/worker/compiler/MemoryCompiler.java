package dev.statewave.worker.compiler;

import java.util.List;

/** Reads episodes and makes memories of them. It may take seconds and call out, so it is never called inside of a transaction. */
interface MemoryCompiler {

    /** @param episodes of one subject, in the order of the log */
    Compiled compile(List<PendingEpisode> episodes);
}

package dev.statewave.worker.trigger;

import java.util.function.LongSupplier;

/**
 * The commands that wait for a compiler. Subjects that are due on their own are kept here only while few wait: who asks
 * for a compile stands behind those few, and not behind all subjects of a bulk load.
 */
final class CompileQueue {

    private final LongSupplier waiting;
    private final Runnable added;
    private final long most;

    /**
     * @param waiting how many wait
     * @param added is called for each one that is added here
     * @param most may wait before no more are added unasked
     */
    CompileQueue(LongSupplier waiting, Runnable added, long most) {
        this.waiting = waiting;
        this.added = added;
        this.most = most;
    }

    boolean hasRoom() {
        return waiting.getAsLong() < most;
    }

    void added() {
        added.run();
    }
}

package dev.statewave.worker.store;

/** Locks on the test database. */
public final class SubjectLocks {

    private SubjectLocks() {}

    public static SubjectLock of(TestDatabase database) {
        return new SubjectLock(database.client());
    }
}

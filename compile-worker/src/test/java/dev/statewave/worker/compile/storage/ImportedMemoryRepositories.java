package dev.statewave.worker.compile.storage;

import dev.statewave.worker.TestWorker;
import dev.statewave.worker.store.TestDatabase;

/** Repositories on the test database. */
public final class ImportedMemoryRepositories {

    private ImportedMemoryRepositories() {}

    public static ImportedMemoryRepository of(TestDatabase database) {
        return new ImportedMemoryRepository(database.client(), TestWorker.settings(100));
    }
}

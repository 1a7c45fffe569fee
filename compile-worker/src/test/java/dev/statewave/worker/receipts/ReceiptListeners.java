package dev.statewave.worker.receipts;

import dev.statewave.platform.kafka.BatchHandler;
import dev.statewave.worker.store.SubjectLocks;
import dev.statewave.worker.store.TestDatabase;

/** Listeners on the test database. */
public final class ReceiptListeners {

    private ReceiptListeners() {}

    public static BatchHandler of(TestDatabase database) {
        return new ReceiptListener(
                new ReceiptRepository(database.client(), database.transactions(), SubjectLocks.of(database)));
    }
}

package dev.statewave.worker.events;

import dev.statewave.worker.store.TestDatabase;

/** Emitters on the test database. */
public final class EventEmitters {

    private EventEmitters() {}

    public static EventEmitter of(TestDatabase database) {
        return new EventEmitter(database.client());
    }
}

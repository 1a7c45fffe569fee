package dev.statewave.ingest.snapshots;

import dev.statewave.contract.rest.FieldReader;
import dev.statewave.contract.subjectlog.SubjectKey;
import org.jspecify.annotations.Nullable;

/**
 * The name of a snapshot.
 *
 * @param version null where a caller means the latest
 */
record SnapshotName(String name, @Nullable Integer version) {

    /** Of subjects that hold snapshots; no list shows them. */
    static final String PREFIX = "_snapshot/";

    private static final int LONGEST = 200;
    private static final int LAST_VERSION = 1_000_000_000;

    /** @param fallback the version where none is given; may be null */
    static SnapshotName read(FieldReader fields, @Nullable Integer fallback) {
        String name = fields.requiredId("name");
        fields.requiredText("name", 1, LONGEST);
        return new SnapshotName(name, fields.integer("version", 1, LAST_VERSION, fallback));
    }

    /** The subject that holds it. It has no tenant: a snapshot is of the installation. */
    SubjectKey key() {
        return SubjectKey.of(null, PREFIX + name + "/v" + version);
    }
}

package dev.statewave.platform.subjectlog;

import dev.statewave.contract.audit.Actor;
import dev.statewave.contract.subjectlog.SubjectKey;
import dev.statewave.contract.subjectlog.SubjectRecord;
import org.jspecify.annotations.Nullable;

/**
 * A record to append to the subject log, and the subject that it is about.
 *
 * @param actor who asked for it under {@code /admin}; null for every other record
 */
public record LogEntry(
        SubjectKey key, SubjectRecord record, @Nullable Actor actor) {

    public LogEntry(SubjectKey key, SubjectRecord record) {
        this(key, record, null);
    }
}

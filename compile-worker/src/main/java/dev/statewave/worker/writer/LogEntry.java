package dev.statewave.worker.writer;

import dev.statewave.contract.audit.Actor;
import dev.statewave.contract.subjectlog.LogPosition;
import dev.statewave.contract.subjectlog.SubjectKey;
import dev.statewave.contract.subjectlog.SubjectRecord;
import org.jspecify.annotations.Nullable;

/**
 * A record of the log with its place and its subject.
 *
 * @param requestId the request that caused it; null where there was none
 * @param traceparent the trace that it is of; null where there is none
 * @param actor who asked for it under {@code /admin}; null where nobody did
 */
record LogEntry(
        LogPosition position,
        SubjectKey key,
        SubjectRecord record,
        @Nullable String requestId,
        @Nullable String traceparent,
        @Nullable Actor actor) {}

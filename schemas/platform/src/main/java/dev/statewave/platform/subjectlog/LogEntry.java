package dev.statewave.platform.subjectlog;

import dev.statewave.contract.subjectlog.SubjectKey;
import dev.statewave.contract.subjectlog.SubjectRecord;

/** A record to append to the subject log, and the subject that it is about. */
public record LogEntry(SubjectKey key, SubjectRecord record) {}

package dev.statewave.platform.subjectlog;

import dev.statewave.contract.subjectlog.SubjectKey;
import dev.statewave.contract.subjectlog.SubjectRecord;

/** A record that is to be appended to the subject log, and whom it is about. */
public record LogEntry(SubjectKey key, SubjectRecord record) {}

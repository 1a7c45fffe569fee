package dev.statewave.contract.subjectlog;

/** A place on the subject log. */
public record LogPosition(int partition, long offset) {}

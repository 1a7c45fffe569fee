package dev.statewave.schemas.log;

/** A place on the subject log. */
public record LogPosition(int partition, long offset) {}

package dev.statewave.gateway.limits;

/**
 * How many requests a minute somebody may make.
 *
 * @param kind {@code address}, {@code key} or {@code tenant}
 * @param bucket which of them, at most 256 characters
 * @param rpm 1 to 1,000,000
 */
record Budget(String kind, String bucket, int rpm) {}

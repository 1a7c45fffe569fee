package dev.statewave.worker.compile.claims;

import org.jspecify.annotations.Nullable;

/**
 * A fact that a statement says.
 *
 * @param end where the words of the statement end that say it
 * @param claim null where it claims nothing that can be compared
 */
public record StatedFact(int end, @Nullable Claim claim) {}

package dev.statewave.contract.sizing;

import org.jspecify.annotations.Nullable;

/**
 * What the calculator answers.
 *
 * @param load as it was understood, with the defaults of what was not said
 * @param estimate what it needs
 * @param other the changed load; null where none was asked about, as are the next two
 * @param otherEstimate what that needs
 * @param comparison both side by side
 * @param carries what the machine carries; null where none was named
 */
public record SizingAnswer(
        Load load,
        Estimate estimate,
        @Nullable Load other,
        @Nullable Estimate otherEstimate,
        @Nullable WhatIf comparison,
        @Nullable Capacity carries) {}

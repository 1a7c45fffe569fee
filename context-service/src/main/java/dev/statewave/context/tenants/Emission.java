package dev.statewave.context.tenants;

import org.jspecify.annotations.Nullable;

/** When a tenant wants receipts. */
public enum Emission {
    ALWAYS,
    ON_REQUEST,
    NEVER;

    /** @param configured as the configuration of a tenant has it; what nobody knows is as what is absent */
    static Emission of(@Nullable String configured) {
        return switch (configured) {
            case "always" -> ALWAYS;
            case "never" -> NEVER;
            case null, default -> ON_REQUEST;
        };
    }

    public boolean emits(boolean requested) {
        return this == ALWAYS || this == ON_REQUEST && requested;
    }
}

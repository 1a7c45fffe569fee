package dev.statewave.context.store;

import dev.statewave.contract.rest.ResolutionBody;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

/** The states of a session's issue. */
public enum ResolutionStatus {
    OPEN("open"),
    RESOLVED("resolved"),
    UNRESOLVED("unresolved");

    private static final Set<String> WIRE =
            Arrays.stream(values()).map(ResolutionStatus::wire).collect(Collectors.toUnmodifiableSet());

    private final String wire;

    ResolutionStatus(String wire) {
        this.wire = wire;
    }

    /** The text of the API and of the database. */
    public String wire() {
        return wire;
    }

    /** The texts of all of them. */
    public static Set<String> wireTexts() {
        return WIRE;
    }

    public boolean isOf(ResolutionBody resolution) {
        return wire.equals(resolution.status());
    }
}

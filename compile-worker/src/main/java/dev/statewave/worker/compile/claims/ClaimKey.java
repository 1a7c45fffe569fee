package dev.statewave.worker.compile.claims;

import java.util.Arrays;
import java.util.Optional;

/** What a claim is about, and whether somebody has one of it at a time. */
public enum ClaimKey {
    NAME("identity.name", true),
    EMPLOYER("employment.current_employer", true),
    HOME("location.current_home", true),
    PRIMARY_PROCESSOR("billing.primary_payment_processor", true),
    /** One for each thing of which somebody has a favorite; the scope of its claims names that. */
    FAVORITE("preferences.favorite", true),
    /** What somebody does not stand, also where it is an intolerance. */
    ALLERGY("health.allergy", false),
    DIET("preferences.diet", false),
    TOOL("tools.used", false),
    SKILL("skills", false),
    PREFERENCE("preferences", false),
    PROCESSOR("payment.processors_used", false);

    private final String code;
    private final boolean single;

    ClaimKey(String code, boolean single) {
        this.code = code;
        this.single = single;
    }

    /** As it stands in the metadata of a memory. */
    public String code() {
        return code;
    }

    /** Whether a newer value takes the place of the older one; values of other keys stand side by side. */
    public boolean single() {
        return single;
    }

    /** Empty for a code that is none of these. */
    public static Optional<ClaimKey> of(String code) {
        return Arrays.stream(values()).filter(key -> key.code.equals(code)).findAny();
    }
}

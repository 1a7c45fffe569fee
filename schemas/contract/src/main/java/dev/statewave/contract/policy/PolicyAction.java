package dev.statewave.contract.policy;

import java.util.Locale;

/** What a rule does with a memory, the stronger one last. */
public enum PolicyAction {
    /** Its texts are replaced by {@link PolicyBundle#REDACTED}. */
    REDACT,
    /** It is as if it was not there. */
    DENY;

    /** The text of bundles and receipts. */
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    public boolean isStrongerThan(PolicyAction other) {
        return compareTo(other) > 0;
    }
}

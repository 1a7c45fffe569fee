package dev.statewave.contract.policy;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What becomes of what the rules say. */
public enum PolicyMode {
    /** Receipts and counters tell it, and everything is shown. */
    LOG_ONLY,
    ENFORCE;

    /** The text of configurations and receipts. */
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** @param fallback where the text is none of them, or null */
    public static PolicyMode of(@Nullable String text, PolicyMode fallback) {
        for (PolicyMode mode : values()) {
            if (mode.wire().equals(text)) {
                return mode;
            }
        }
        return fallback;
    }
}

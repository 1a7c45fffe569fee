package dev.statewave.context;

import java.util.Locale;

/** The encodings that tokens can be counted in. */
public enum TokenEncoding {
    CL100K_BASE,
    O200K_BASE,
    P50K_BASE,
    P50K_EDIT,
    R50K_BASE;

    /** As it is written in settings. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}

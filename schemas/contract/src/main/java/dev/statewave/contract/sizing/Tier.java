package dev.statewave.contract.sizing;

import java.util.Locale;

/** Four sizes of installations, by the subjects that they hold. */
public enum Tier {
    SMALL(1_000),
    MEDIUM(10_000),
    LARGE(100_000),
    VERY_LARGE(Long.MAX_VALUE);

    private final long subjects;

    Tier(long subjects) {
        this.subjects = subjects;
    }

    /** Up to how many. */
    public long subjects() {
        return subjects;
    }

    public static Tier of(long subjects) {
        for (Tier tier : values()) {
            if (subjects <= tier.subjects) {
                return tier;
            }
        }
        return VERY_LARGE;
    }

    /** As JSON and tables name it. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }
}

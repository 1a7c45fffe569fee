package dev.statewave.context.stable;

/**
 * Up to which episode the beginning of a context looks. It moves seldom, so that the beginning stays the same between
 * two moves: three times while the first fifty episodes are recorded, and then with every 24th.
 */
final class Anchor {

    private static final int[] FIRST = {0, 2, 8, 24};
    private static final int THEN = 56;
    private static final int STEP = 24;

    private Anchor() {}

    /** @param recorded how many episodes there are; the result is at most that and at most 31 less */
    static long of(long recorded) {
        if (recorded >= THEN) {
            return THEN + (recorded - THEN) / STEP * STEP;
        }
        int anchor = 0;
        for (int first : FIRST) {
            anchor = first <= recorded ? first : anchor;
        }
        return anchor;
    }
}

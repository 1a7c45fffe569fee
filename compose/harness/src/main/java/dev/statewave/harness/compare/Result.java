package dev.statewave.harness.compare;

import org.jspecify.annotations.Nullable;

/**
 * A figure of both servers.
 *
 * @param unit such as {@code ms}; with {@code ms} less is better, otherwise more
 * @param there null where there is only one server
 */
record Result(
        String cell, String unit, double here, @Nullable Double there) {

    /** How many times better it is here. */
    String ratio() {
        if (there == null || here == 0 || there == 0) {
            return "";
        }
        return "**%.2f ×**".formatted(unit.equals("ms") ? there / here : here / there);
    }
}

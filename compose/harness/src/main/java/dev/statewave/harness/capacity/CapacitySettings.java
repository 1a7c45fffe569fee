package dev.statewave.harness.capacity;

import java.time.Duration;

/**
 * How large and how long a run is.
 *
 * @param subjects that are filled before
 * @param cell of each measurement of calls
 * @param warmUp in all
 * @param seed the same seed does the same
 */
record CapacitySettings(int subjects, Duration cell, Duration warmUp, long seed) {}

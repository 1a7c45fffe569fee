package dev.statewave.contract.sizing;

import dev.statewave.contract.rest.FieldReader;

/**
 * What things cost, in whatever unit the reader has in mind, for whatever time.
 *
 * @param core one processor
 * @param gigabyteMemory 10^9 bytes of memory
 * @param gigabyteDisk 10^9 bytes of disk
 */
public record Prices(double core, double gigabyteMemory, double gigabyteDisk) {

    private static final double MOST = 1e9;

    /** Reads {@code core}, {@code gigabyte_memory} and {@code gigabyte_disk}, each 0 where it is not there. */
    public static Prices read(FieldReader fields) {
        return new Prices(
                fields.number("core", 0, MOST, 0),
                fields.number("gigabyte_memory", 0, MOST, 0),
                fields.number("gigabyte_disk", 0, MOST, 0));
    }
}

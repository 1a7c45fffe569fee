package dev.statewave.contract.sizing;

import dev.statewave.contract.rest.FieldReader;

/**
 * What there is to run on.
 *
 * @param connections that PostgreSQL allows
 */
public record MachineSize(double cores, double memoryBytes, double diskBytes, double connections) {

    private static final double GIGA = 1e9;
    private static final double MOST_CORES = 100_000;
    private static final double MOST_GIGABYTES = 1e9;

    /** Reads {@code cores}, {@code memory_gb}, {@code disk_gb} and {@code max_connections}. */
    public static MachineSize read(FieldReader fields) {
        return new MachineSize(
                fields.number("cores", 0.1, MOST_CORES, 2),
                GIGA * fields.number("memory_gb", 0.1, MOST_GIGABYTES, 8),
                GIGA * fields.number("disk_gb", 0.1, MOST_GIGABYTES, 100),
                fields.number("max_connections", 1, 1_000_000, 120));
    }
}

package dev.statewave.contract.sizing;

import java.util.List;

/**
 * What a load needs.
 *
 * @param tier of the number of subjects
 * @param roles each with what it needs
 * @param coresUsed processors that are busy in the busiest hour
 * @param cores to provide, so that they are busy to the share that was asked for at most
 * @param headroom share of the provided processors that is idle in the busiest hour
 * @param memoryBytes of all processes, with what PostgreSQL should keep of its tables
 * @param disk what it takes
 * @param connections that all processes may open to PostgreSQL together
 * @param maxConnections to set in PostgreSQL
 * @param partitions of the log
 * @param workers of the compile-worker, of which each makes some model calls at once
 * @param modelCalls that are under way at once in the busiest hour, on average; 0 without a model
 * @param networkInBytes a second from clients in the busiest hour
 * @param networkOutBytes a second to clients
 * @param cost of all in the unit of the prices
 * @param busiest the role that takes most processor time, with its share
 * @param firstLimit what cannot be extended by more processes and is closest to its end
 * @param confidence {@code measured}, or {@code extrapolated} where a warning says how far
 * @param warnings where the load lies beyond what was tested, and what was not measured at all
 * @param run the file of the run that the coefficients come from
 */
public record Estimate(
        String tier,
        List<RoleNeed> roles,
        double coresUsed,
        double cores,
        double headroom,
        double memoryBytes,
        Disk disk,
        int connections,
        int maxConnections,
        int partitions,
        int workers,
        double modelCalls,
        double networkInBytes,
        double networkOutBytes,
        double cost,
        String busiest,
        String firstLimit,
        String confidence,
        List<String> warnings,
        String run) {

    /**
     * What one role needs.
     *
     * @param coresUsed processors that it keeps busy in the busiest hour
     * @param replicas processes
     * @param memoryBytes of all of them
     */
    public record RoleNeed(String role, double coresUsed, double cores, int replicas, double memoryBytes) {}

    /**
     * Bytes on disk.
     *
     * @param tables of PostgreSQL, on each of its servers
     * @param indexes likewise
     * @param writeAheadLog that is kept
     * @param kafka of all topics with all copies
     * @param total of all servers, with room to spare
     * @param writeAheadLogPerDay that is written, as an archive would keep it
     * @param growthPerDay of tables and indexes
     */
    public record Disk(
            double tables,
            double indexes,
            double writeAheadLog,
            double kafka,
            double total,
            double writeAheadLogPerDay,
            double growthPerDay) {}
}

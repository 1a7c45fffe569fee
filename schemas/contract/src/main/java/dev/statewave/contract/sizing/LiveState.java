package dev.statewave.contract.sizing;

/**
 * What a running installation shows.
 *
 * @param episodesPerDay on average over the last seven whole days, or as many as there are
 * @param episodesPerDayBefore likewise over the seven days before; 0 where there were none
 * @param databaseBytes tables and indexes
 * @param episodeBytes payload of an average episode, of a sample
 * @param cacheShare share of the pages that PostgreSQL found in its memory, 0 to 1; 1 where it read none
 * @param writerLagSeconds how long the oldest record has waited for the writer
 * @param otherLagSeconds likewise of any other group
 * @param uncompiledSeconds how long the oldest episode has waited to be compiled
 * @param slotBytes write-ahead log that is held back for the relay
 * @param slotLimitBytes the most that may be; 0 for any amount
 * @param overdueSeconds how late the oldest webhook is
 * @param largestSubject memories of the largest subject
 * @param largestTenantShare of all episodes, 0 to 1
 * @param partitions of the log
 * @param contextsPerSecond as the operator says, because they leave no rows
 */
public record LiveState(
        long subjects,
        long episodes,
        long memories,
        int tenants,
        double episodesPerDay,
        double episodesPerDayBefore,
        double databaseBytes,
        double episodeBytes,
        double connections,
        double connectionLimit,
        double cacheShare,
        double writerLagSeconds,
        double otherLagSeconds,
        double uncompiledSeconds,
        double slotBytes,
        double slotLimitBytes,
        double overdueSeconds,
        long largestSubject,
        double largestTenantShare,
        int partitions,
        double contextsPerSecond) {

    /** What PostgreSQL keeps for an episode, with its memories; 0 where there is none. */
    double bytesAnEpisode() {
        return episodes == 0 ? 0 : databaseBytes / episodes;
    }

    /** How much more episodes there are each day than the day before. */
    double dailyIncrease() {
        return episodesPerDayBefore == 0 ? 0 : Math.max(0, (episodesPerDay - episodesPerDayBefore) / 7);
    }
}

package dev.statewave.harness.load;

/**
 * What stands in the tables of the measured system.
 *
 * @param rows those that this step has added to all tables
 * @param seconds what adding them took
 * @param databaseBytes of the whole database afterwards
 */
record FillResult(int subjects, long episodes, long memories, long rows, double seconds, long databaseBytes) {

    double rowsPerSecond() {
        return rows / seconds;
    }
}

package dev.statewave.harness.load;

import java.util.List;
import java.util.Optional;

/**
 * All that a run has found.
 *
 * @param machine one line about it
 * @param sql what a context costs the database, one entry a size; empty where PostgreSQL came without
 *     pg_stat_statements
 * @param big contexts of subjects by their number of memories, small one first
 */
record LoadReport(
        String machine,
        LoadSettings settings,
        List<FillResult> filled,
        List<Measurement> cells,
        List<Sql> sql,
        List<Big> big) {

    /** @param contextP50 milliseconds, of the same calls at one client */
    record Sql(int subjects, double contextP50, StatementTimes.PerCall perCall) {

        double ratio() {
            return contextP50 / perCall.millis();
        }
    }

    record Big(int memories, Measurement context) {}

    Optional<Measurement> cell(int subjects, Operation operation, int clients) {
        return cells.stream()
                .filter(cell ->
                        cell.subjects() == subjects && cell.operation() == operation && cell.clients() == clients)
                .findFirst();
    }

    long errors() {
        return cells.stream().mapToLong(Measurement::errors).sum()
                + big.stream().mapToLong(subject -> subject.context().errors()).sum();
    }
}

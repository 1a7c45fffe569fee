package dev.statewave.harness.load;

import dev.statewave.harness.measure.Latencies;
import java.util.List;
import java.util.Optional;

/**
 * All that a run has found.
 *
 * @param machine one line about it
 * @param sql what a context costs the database, one entry a size; empty where PostgreSQL came without
 *     pg_stat_statements
 * @param lists of operators, at the largest size
 * @param big contexts of subjects by their number of memories, small one first
 */
record LoadReport(
        String machine,
        LoadSettings settings,
        List<FillResult> filled,
        List<Measurement> cells,
        List<Sql> sql,
        List<Listed> lists,
        List<Big> big) {

    /** @param contextP50 milliseconds, of the same calls at one client */
    record Sql(int subjects, double contextP50, StatementTimes.PerCall perCall) {

        double ratio() {
            return contextP50 / perCall.millis();
        }
    }

    /** @param errors calls that failed; not counted in the latencies */
    record Listed(String title, Latencies latencies, long errors) {}

    record Big(int memories, Measurement context) {}

    Optional<Measurement> cell(int subjects, Operation operation, int clients) {
        return cells.stream()
                .filter(cell ->
                        cell.subjects() == subjects && cell.operation() == operation && cell.clients() == clients)
                .findFirst();
    }

    long errors() {
        return cells.stream().mapToLong(Measurement::errors).sum()
                + lists.stream().mapToLong(Listed::errors).sum()
                + big.stream().mapToLong(subject -> subject.context().errors()).sum();
    }
}

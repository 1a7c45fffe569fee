package dev.statewave.harness.capacity;

import dev.statewave.contract.json.Json;
import dev.statewave.contract.rest.FieldReader;
import dev.statewave.contract.sizing.Calculator;
import dev.statewave.contract.sizing.Coefficients;
import dev.statewave.contract.sizing.Driver;
import dev.statewave.contract.sizing.Estimate;
import dev.statewave.contract.sizing.Estimate.RoleNeed;
import dev.statewave.contract.sizing.Load;
import dev.statewave.contract.sizing.Prices;
import dev.statewave.contract.sizing.Resource;
import dev.statewave.contract.sizing.Role;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The figures of docs/sizing.md: tiers, costs and errors, all of them from the coefficients and one run of mixes. */
final class SizingPage {

    private static final Prices FREE = new Prices(0, 0, 0);

    private record Profile(String tier, int subjects, int episodesPerDay, double contexts, String more) {}

    private static final List<Profile> PROFILES = List.of(
            new Profile("small", 1_000, 2_000, 0.5, ""),
            new Profile("medium", 10_000, 20_000, 3, ""),
            new Profile("large", 100_000, 200_000, 20, ""),
            new Profile("very large", 1_000_000, 2_000_000, 150, ",\"redundant\":true"));

    /** An operation as a thousand of it are counted. */
    private record Operation(String name, Map<Driver, Double> drivers) {}

    private static final List<Operation> OPERATIONS = List.of(
            new Operation("write of 500 B", Map.of(Driver.WRITES, 1.0, Driver.REST_KB, 0.5)),
            new Operation("write of 4,000 B", Map.of(Driver.WRITES, 1.0, Driver.REST_KB, 4.0)),
            new Operation(
                    "episode of 500 B in a batch of 100",
                    Map.of(Driver.BATCHES, 0.01, Driver.BATCH_EPISODES, 1.0, Driver.REST_KB, 0.5)),
            new Operation("episode of 500 B of a producer", Map.of(Driver.PRODUCED, 1.0, Driver.PRODUCED_KB, 0.5)),
            new Operation(
                    "episode of 500 B compiled and embedded, sessions of 10",
                    Map.of(Driver.COMPILES, 0.1, Driver.COMPILED, 1.0, Driver.COMPILED_KB, 0.5)),
            new Operation(
                    "context of 50 memories, held in memory, known question",
                    Map.of(Driver.CONTEXTS, 1.0, Driver.CONTEXT_MEMORIES, 50.0)),
            new Operation(
                    "context of 50 memories, not held, new question",
                    Map.of(
                            Driver.CONTEXTS,
                            1.0,
                            Driver.CONTEXT_MEMORIES,
                            50.0,
                            Driver.COLD_READS,
                            1.0,
                            Driver.COLD_MEMORIES,
                            50.0,
                            Driver.NEW_QUESTIONS,
                            1.0)),
            new Operation(
                    "search of 50 memories, held in memory, known question",
                    Map.of(Driver.SEARCHES, 1.0, Driver.SEARCH_MEMORIES, 50.0)),
            new Operation("timeline of 40 episodes", Map.of(Driver.TIMELINES, 1.0, Driver.TIMELINE_EPISODES, 40.0)),
            new Operation("webhook delivery", Map.of(Driver.WEBHOOKS, 1.0)),
            new Operation(
                    "erase of a subject of 100 episodes", Map.of(Driver.ERASES, 1.0, Driver.ERASED_EPISODES, 100.0)));

    private SizingPage() {}

    static String markdown(Coefficients coefficients, Validation validation, String validationRun) {
        return "Coefficients: [%s](%s), commit `%.12s`, %s%s%n%n"
                        .formatted(
                                name(coefficients.run()),
                                link(coefficients.run()),
                                coefficients.commit(),
                                coefficients.machine(),
                                coefficients.note().isEmpty() ? "." : ". " + coefficients.note())
                + tiers(new Calculator(coefficients))
                + costs(coefficients)
                + "### Foretold and measured\n\nMixes: [%s](%s).%s%n%n"
                        .formatted(
                                name(validationRun),
                                link(validationRun),
                                validation.leftOut() == 0
                                        ? ""
                                        : " %d more do not count: calls failed in them, or what they caused did not end in time."
                                                .formatted(validation.leftOut()))
                + validation.markdown();
    }

    private static String name(String run) {
        return run.substring(run.lastIndexOf('/') + 1);
    }

    private static String link(String run) {
        return "sizing/runs/" + name(run);
    }

    private static String tiers(Calculator calculator) {
        var page =
                new StringBuilder("### Tiers\n\n| tier | subjects | episodes a day | contexts/s | cores | memory GB | "
                        + "disk GB after a year | max_connections | processes | busiest | rests on |\n"
                        + "|---|---|---|---|---|---|---|---|---|---|---|\n");
        for (Profile profile : PROFILES) {
            var fields = FieldReader.body(
                    Json.MAPPER.readTree("{\"subjects\":%d,\"episodes_per_day\":%d,\"contexts_per_second\":%s%s}"
                            .formatted(
                                    profile.subjects(), profile.episodesPerDay(), profile.contexts(), profile.more())));
            Estimate estimate = calculator.estimate(Load.read(fields), FREE);
            page.append(String.format(
                    Locale.ROOT,
                    "| %s | %,d | %,d | %s | %.1f | %.1f | %.0f | %d | %d | %s | %s |%n",
                    profile.tier(),
                    profile.subjects(),
                    profile.episodesPerDay(),
                    profile.contexts(),
                    estimate.cores(),
                    estimate.memoryBytes() / 1e9,
                    estimate.disk().total() / 1e9,
                    estimate.maxConnections(),
                    estimate.roles().stream().mapToInt(RoleNeed::replicas).sum(),
                    estimate.busiest(),
                    estimate.confidence().equals("measured") ? "measured" : "beyond what was tested"));
        }
        return page.append('\n').toString();
    }

    private static String costs(Coefficients coefficients) {
        var page = new StringBuilder("### Processor-seconds for a thousand of each\n\n| operation |");
        for (Role role : Role.values()) {
            page.append(' ').append(role.title()).append(" |");
        }
        page.append(" together |\n|---|")
                .append("---|".repeat(Role.values().length + 1))
                .append('\n');
        for (Operation operation : OPERATIONS) {
            Map<Resource, Double> used = coefficients.use(operation.drivers());
            page.append("| ").append(operation.name()).append(" |");
            double sum = 0;
            for (Resource cpu : Resource.cpus()) {
                double seconds = 1_000 * used.getOrDefault(cpu, 0.0);
                sum += seconds;
                page.append(String.format(Locale.ROOT, " %.2f |", seconds));
            }
            page.append(String.format(Locale.ROOT, " %.2f |%n", sum));
        }
        Map<Resource, Double> idle = coefficients.use(Map.of(Driver.SECONDS, 1.0));
        page.append("| nothing, for a thousand seconds |");
        double sum = 0;
        for (Resource cpu : Resource.cpus()) {
            sum += 1_000 * idle.getOrDefault(cpu, 0.0);
            page.append(String.format(Locale.ROOT, " %.2f |", 1_000 * idle.getOrDefault(cpu, 0.0)));
        }
        page.append(String.format(Locale.ROOT, " %.2f |%n%n", sum));
        page.append("### Bytes of one of each\n\n| operation | tables | indexes | write-ahead log | Kafka |\n"
                + "|---|---|---|---|---|\n");
        for (Operation operation : OPERATIONS.subList(0, 5)) {
            Map<Resource, Double> used = coefficients.use(operation.drivers());
            page.append(String.format(
                    Locale.ROOT,
                    "| %s | %,.0f | %,.0f | %,.0f | %,.0f |%n",
                    operation.name(),
                    used.getOrDefault(Resource.TABLE_BYTES, 0.0),
                    used.getOrDefault(Resource.INDEX_BYTES, 0.0),
                    used.getOrDefault(Resource.WAL_BYTES, 0.0),
                    used.getOrDefault(Resource.KAFKA_BYTES, 0.0)));
        }
        page.append("\n### Memory of a process after the run\n\n| role | MB |\n|---|---|\n");
        for (Role role : Role.values()) {
            page.append(String.format(
                    Locale.ROOT,
                    "| %s | %.0f |%n",
                    role.title(),
                    coefficients.memory().getOrDefault(role, 0.0) / 1e6));
        }
        return page.append('\n').toString();
    }
}

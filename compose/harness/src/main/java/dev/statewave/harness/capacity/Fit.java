package dev.statewave.harness.capacity;

import dev.statewave.contract.json.Json;
import dev.statewave.contract.sizing.Driver;
import dev.statewave.contract.sizing.Resource;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Works coefficients out of cells, of those in which next to no call failed: for each resource the sum over the drivers
 * that can take it, with no coefficient below zero, such that the squared relative errors of all cells are least.
 */
final class Fit {

    private static final String RUNS = "docs/sizing/runs/";
    /** Cells without which some drivers would have no figure. */
    private static final int FEWEST = 30;

    private static final int ROUNDS = 20_000;
    /** Below this share of what a resource's largest cell uses, an error does not count by its share any more. */
    private static final double FLOOR = 0.02;

    private static final Set<Driver> WRITES =
            Set.of(Driver.WRITES, Driver.BATCHES, Driver.BATCH_EPISODES, Driver.REST_KB);
    private static final Set<Driver> PRODUCED = Set.of(Driver.PRODUCED, Driver.PRODUCED_KB);
    private static final Set<Driver> COMPILES =
            Set.of(Driver.COMPILES, Driver.COMPILED, Driver.COMPILED_KB, Driver.COMPARED_MEMORIES);
    private static final Set<Driver> READS = Set.of(
            Driver.CONTEXTS,
            Driver.CONTEXT_MEMORIES,
            Driver.SEARCHES,
            Driver.SEARCH_MEMORIES,
            Driver.TIMELINES,
            Driver.TIMELINE_EPISODES);
    private static final Set<Driver> COLD = Set.of(Driver.COLD_READS, Driver.COLD_MEMORIES, Driver.NEW_QUESTIONS);
    private static final Set<Driver> ERASES = Set.of(Driver.ERASES, Driver.ERASED_EPISODES);
    private static final Set<Driver> IDLE = Set.of(Driver.SECONDS);
    private static final Set<Driver> HOOKS = Set.of(Driver.WEBHOOKS);

    /** What can use a resource at all; the rest would be fitted to noise. */
    private static final Map<Resource, Set<Driver>> TAKERS = new EnumMap<>(Map.ofEntries(
            Map.entry(Resource.GATEWAY_CPU, all(IDLE, WRITES, READS, Set.of(Driver.COMPILES, Driver.ERASES))),
            Map.entry(Resource.INGEST_CPU, all(IDLE, WRITES, PRODUCED, Set.of(Driver.COMPILES, Driver.ERASES))),
            Map.entry(Resource.WORKER_CPU, all(IDLE, WRITES, PRODUCED, COMPILES, ERASES)),
            Map.entry(Resource.EMBEDDER_CPU, all(IDLE, COMPILES)),
            Map.entry(Resource.CONTEXT_CPU, all(IDLE, READS, COLD)),
            Map.entry(Resource.DISPATCHER_CPU, all(IDLE, WRITES, PRODUCED, COMPILES, HOOKS, ERASES)),
            Map.entry(Resource.BROKER_CPU, all(IDLE, WRITES, PRODUCED, COMPILES, ERASES, HOOKS)),
            Map.entry(
                    Resource.POSTGRES_CPU,
                    all(
                            IDLE,
                            WRITES,
                            PRODUCED,
                            COMPILES,
                            READS,
                            COLD,
                            ERASES,
                            HOOKS,
                            Set.of(Driver.VACUUMED_EPISODES))),
            Map.entry(Resource.TABLE_BYTES, all(WRITES, PRODUCED, COMPILES, HOOKS)),
            Map.entry(Resource.INDEX_BYTES, all(WRITES, PRODUCED, COMPILES, HOOKS)),
            Map.entry(
                    Resource.WAL_BYTES,
                    all(IDLE, WRITES, PRODUCED, COMPILES, ERASES, HOOKS, Set.of(Driver.VACUUMED_EPISODES))),
            Map.entry(Resource.KAFKA_BYTES, all(IDLE, WRITES, PRODUCED, COMPILES, ERASES, HOOKS)),
            Map.entry(Resource.MEMORY_ROWS, Set.of(Driver.COMPILED, Driver.COMPILED_KB)),
            Map.entry(Resource.REQUEST_BYTES, all(WRITES, READS)),
            Map.entry(Resource.RESPONSE_BYTES, all(WRITES, READS))));

    private Fit() {}

    @SafeVarargs
    private static Set<Driver> all(Set<Driver>... sets) {
        return Set.copyOf(Stream.of(sets).flatMap(Set::stream).toList());
    }

    /**
     * The file of coefficients for the file of a run.
     *
     * @param ended of another run, for what is noted at the end, where this one was stopped before; null for none
     */
    static ObjectNode of(Path run, @Nullable Path ended) throws IOException {
        JsonNode file = RunFile.read(run);
        List<CellResult> cells =
                RunFile.cells(file).stream().filter(CellResult::sound).toList();
        if (cells.size() < FEWEST) {
            throw new IllegalStateException(
                    "%s has %d cells without a fault, and %d are needed".formatted(run, cells.size(), FEWEST));
        }
        Path end = ended == null ? run : ended;
        JsonNode endFile = ended == null ? file : RunFile.read(ended);
        if (endFile.path("resident_bytes").isEmpty()) {
            throw new IllegalStateException(
                    "%s was stopped before its end and has no figures of memory: name one that has by --ended"
                            .formatted(end));
        }
        String name = RUNS + run.getFileName();
        ObjectNode root = Json.object()
                .put("run", name)
                .put("commit", file.path("commit").asString(""))
                .put("machine", file.path("machine").asString(""))
                .put("note", note(file));
        var coefficients = root.putArray("coefficients");
        var costly = EnumSet.noneOf(Driver.class);
        for (Resource resource : Resource.values()) {
            fit(cells, resource).forEach((driver, value) -> {
                costly.add(driver);
                coefficients.add(coefficient(resource, driver, value, most(cells, driver), name));
            });
        }
        // What was measured and takes nothing that could be seen is another thing than what was not measured.
        for (Driver driver : Driver.values()) {
            if (!costly.contains(driver) && most(cells, driver) > 0) {
                coefficients.add(coefficient(Resource.POSTGRES_CPU, driver, 0, most(cells, driver), name));
            }
        }
        memory(root, endFile, RUNS + end.getFileName());
        tested(root, file, cells, endFile.path("max_connections").asDouble());
        return root;
    }

    private static ObjectNode coefficient(Resource resource, Driver driver, double value, double most, String run) {
        return Json.object()
                .put("resource", resource.key())
                .put("driver", driver.key())
                .put("value", significant(value))
                .put("unit", "%s per %s".formatted(resource.unit(), driver.unit()))
                .put("run", run)
                .put("tested_up_to", significant(most))
                .put("metric", resource.metric());
    }

    private static String note(JsonNode file) {
        String note = file.path("note").asString("");
        return file.path("status").asString("").equals("complete")
                ? note
                : (note + " The run did not end well: " + file.path("reason").asString("")).strip();
    }

    private static void memory(ObjectNode root, JsonNode file, String run) {
        var memory = root.putArray("memory");
        for (var role : file.path("resident_bytes").properties()) {
            memory.addObject()
                    .put("role", role.getKey())
                    .put("value", role.getValue().asDouble())
                    .put("unit", "bytes of a process")
                    .put("run", run)
                    .put("metric", "resident memory of the process, of the operating system");
        }
    }

    private static void tested(ObjectNode root, JsonNode file, List<CellResult> cells, double connections) {
        root.putObject("tested_up_to")
                .put("subjects", file.path("settings").path("subjects").asDouble())
                .put("episodes", file.path("filled_episodes").asDouble())
                .put(
                        "memories_per_subject",
                        Math.round(cells.stream()
                                .filter(cell -> cell.drivers().containsKey(Driver.CONTEXTS))
                                .mapToDouble(cell -> cell.drivers().getOrDefault(Driver.CONTEXT_MEMORIES, 0.0)
                                        / cell.drivers().getOrDefault(Driver.CONTEXTS, 1.0))
                                .max()
                                .orElse(0)))
                .put("episode_bytes", largestEpisode(cells))
                .put(
                        "episodes_per_second",
                        significant(cells.stream()
                                .mapToDouble(cell -> CapacityRun.recorded(cell) / cell.seconds())
                                .max()
                                .orElse(0)))
                .put(
                        "reads_per_second",
                        significant(Math.max(most(cells, Driver.CONTEXTS), most(cells, Driver.SEARCHES))))
                .put("webhooks_per_second", significant(most(cells, Driver.WEBHOOKS)))
                .put("connections", connections);
    }

    private static double largestEpisode(List<CellResult> cells) {
        return Math.round(cells.stream()
                .mapToDouble(cell -> 1e3
                        * (cell.drivers().getOrDefault(Driver.REST_KB, 0.0)
                                + cell.drivers().getOrDefault(Driver.PRODUCED_KB, 0.0))
                        / Math.max(1, CapacityRun.recorded(cell)))
                .max()
                .orElse(0));
    }

    private static double most(List<CellResult> cells, Driver driver) {
        return cells.stream()
                .mapToDouble(cell -> cell.drivers().getOrDefault(driver, 0.0) / cell.seconds())
                .max()
                .orElse(0);
    }

    /** Those above zero, in the order of the drivers. */
    static Map<Driver, Double> fit(List<CellResult> cells, Resource resource) {
        List<Driver> drivers = Arrays.stream(Driver.values())
                .filter(TAKERS.getOrDefault(resource, Set.of())::contains)
                .filter(driver -> cells.stream().anyMatch(cell -> cell.drivers().getOrDefault(driver, 0.0) > 0))
                .toList();
        double largest = cells.stream()
                .mapToDouble(cell -> cell.used().getOrDefault(resource, 0.0))
                .max()
                .orElse(0);
        double[][] rows = new double[cells.size()][drivers.size()];
        double[] wanted = new double[cells.size()];
        for (int i = 0; i < cells.size(); i++) {
            double used = cells.get(i).used().getOrDefault(resource, 0.0);
            double weight = 1 / Math.max(used, Math.max(FLOOR * largest, 1e-9));
            wanted[i] = used * weight;
            for (int j = 0; j < drivers.size(); j++) {
                rows[i][j] = weight * cells.get(i).drivers().getOrDefault(drivers.get(j), 0.0);
            }
        }
        double[] solved = leastSquares(rows, wanted);
        Map<Driver, Double> fitted = new TreeMap<>();
        for (int j = 0; j < drivers.size(); j++) {
            if (solved[j] > 0) {
                fitted.put(drivers.get(j), solved[j]);
            }
        }
        return fitted;
    }

    /**
     * The x of which no element is below zero and {@code |rows x - wanted|} is least: each element in turn takes its
     * best value while the others stand still.
     */
    static double[] leastSquares(double[][] rows, double[] wanted) {
        int columns = rows.length == 0 ? 0 : rows[0].length;
        double[] scale = new double[columns];
        for (double[] row : rows) {
            for (int j = 0; j < columns; j++) {
                scale[j] += row[j] * row[j];
            }
        }
        double[] x = new double[columns];
        double[] left = wanted.clone();
        for (int round = 0; round < ROUNDS; round++) {
            double moved = 0;
            for (int j = 0; j < columns; j++) {
                if (scale[j] == 0) {
                    continue;
                }
                double gradient = 0;
                for (int i = 0; i < rows.length; i++) {
                    gradient += rows[i][j] * left[i];
                }
                double next = Math.max(0, x[j] + gradient / scale[j]);
                double step = next - x[j];
                if (step != 0) {
                    for (int i = 0; i < rows.length; i++) {
                        left[i] -= step * rows[i][j];
                    }
                    x[j] = next;
                    moved = Math.max(moved, Math.abs(step) * Math.sqrt(scale[j]));
                }
            }
            if (moved < 1e-12) {
                break;
            }
        }
        return x;
    }

    private static double significant(double value) {
        return value == 0 || !Double.isFinite(value)
                ? 0
                : new BigDecimal(value).round(new MathContext(4)).doubleValue();
    }
}

package dev.statewave.harness.capacity;

import dev.statewave.contract.json.Json;
import dev.statewave.contract.sizing.Role;
import dev.statewave.harness.measure.Machine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The record of one run: settings, commit, machine and all raw results, also of a run that failed. */
final class RunFile {

    private static final DateTimeFormatter NAME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HHmm'Z'").withZone(ZoneOffset.UTC);

    private final ObjectNode root = Json.object();
    private final String kind;
    private final Instant started;
    // A run that is stopped is written by another thread than the one that measures.
    private final List<CellResult> cells = new CopyOnWriteArrayList<>();
    private final List<CellResult> mixCells = new CopyOnWriteArrayList<>();
    private boolean written;

    /** @param kind what it was for, {@code calibration} or {@code validation} */
    RunFile(String kind, CapacitySettings settings, String note, Instant started) throws IOException {
        this.kind = kind;
        this.started = started;
        root.put("kind", kind)
                .put("status", "failed")
                .put("reason", "it was stopped")
                .put("started_at", started.toString())
                .put("commit", git("rev-parse", "HEAD"))
                .put(
                        "changed_since_commit",
                        !git("status", "--porcelain", "--untracked-files=no").isEmpty())
                .put("note", note)
                .put("load_average_before", ProcessFiles.loadAverage());
        root.putObject("settings")
                .put("subjects", settings.subjects())
                .put("seconds_a_cell", settings.cell().toSeconds())
                .put("seconds_of_warm_up", settings.warmUp().toSeconds())
                .put("seed", settings.seed());
    }

    /** Results are added to it as they come. */
    List<CellResult> cells() {
        return cells;
    }

    /** Those of mixes: no coefficient is worked out of them. */
    List<CellResult> mixCells() {
        return mixCells;
    }

    List<CellResult> all() {
        return Stream.concat(cells.stream(), mixCells.stream()).toList();
    }

    ObjectNode root() {
        return root;
    }

    void describe(MeasuredSystem system) throws SQLException {
        root.put("machine", Machine.describe(system.text("SHOW server_version")));
    }

    /** What stands in memory and on disk at the end. */
    void end(MeasuredSystem system, double mostConnections) throws IOException, SQLException {
        ObjectNode memory = root.putObject("resident_bytes");
        for (Map.Entry<Role, Long> role : system.residentBytes().entrySet()) {
            memory.put(role.getKey().key(), role.getValue());
        }
        root.put("most_connections", mostConnections);
        put(
                "connections",
                system.numbers("SELECT application_name, count(*) FROM pg_stat_activity "
                        + "WHERE backend_type IN ('client backend', 'walsender') GROUP BY 1"));
        ObjectNode topics = root.putObject("topic_bytes");
        system.topicBytes().forEach(topics::put);
        put("table_bytes", system.numbers("SELECT relname, pg_table_size(relid) FROM pg_stat_user_tables"));
        put("index_bytes", system.numbers("SELECT relname, pg_indexes_size(relid) FROM pg_stat_user_tables"));
        put("table_rows", system.numbers("SELECT relname, n_live_tup FROM pg_stat_user_tables"));
        root.put("database_bytes", system.number("SELECT pg_database_size(current_database())"));
        root.put("max_connections", system.number("SELECT current_setting('max_connections')::int"));
    }

    private void put(String name, Map<String, Double> numbers) {
        ObjectNode node = root.putObject(name);
        numbers.entrySet().stream()
                .filter(entry -> entry.getValue() > 0)
                .sorted(Map.Entry.comparingByKey())
                .forEach(entry -> node.put(entry.getKey(), Math.round(entry.getValue())));
    }

    void complete() {
        root.put("status", "complete");
        root.remove("reason");
    }

    void failed(String reason) {
        root.put("status", "failed").put("reason", reason);
    }

    /**
     * Writes it, once.
     *
     * @return where it was written
     */
    synchronized Path write(Path folder) throws IOException {
        Path file = Files.createDirectories(folder).resolve("%s-%s.json".formatted(kind, NAME.format(started)));
        if (written) {
            return file;
        }
        written = true;
        root.put("ended_at", Instant.now().toString()).put("load_average_after", ProcessFiles.loadAverage());
        var array = root.putArray("cells");
        cells.forEach(cell -> array.add(cell.json()));
        var mixes = root.putArray("mix_cells");
        mixCells.forEach(cell -> mixes.add(cell.json()));
        Files.writeString(file, root.toPrettyString() + "\n");
        return file;
    }

    static JsonNode read(Path file) throws IOException {
        return Json.MAPPER.readTree(Files.readAllBytes(file));
    }

    static List<CellResult> cells(JsonNode run) {
        return run.path("cells").valueStream().map(CellResult::read).toList();
    }

    static List<CellResult> mixCells(JsonNode run) {
        return run.path("mix_cells").valueStream().map(CellResult::read).toList();
    }

    private static String git(String... arguments) throws IOException {
        var command = new ArrayList<>(List.of("git"));
        command.addAll(List.of(arguments));
        try {
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            return process.waitFor() == 0 ? said : "unknown";
        } catch (IOException e) {
            // Not every machine that measures has the repository's program.
            return "unknown";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "unknown";
        }
    }
}

package dev.statewave.harness.capacity;

import dev.statewave.contract.json.Json;
import dev.statewave.contract.sizing.Driver;
import dev.statewave.contract.sizing.Resource;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What was done in some seconds and what that used.
 *
 * @param seconds from the first call until its last consequence
 * @param drivers how much was done
 * @param used how much of what
 * @param others processor-seconds that other programs of this machine used meanwhile, with the clients of the test
 * @param callsPerSecond answered calls
 * @param p50 of the calls, in milliseconds
 * @param settled whether all consequences were there at the end
 * @param firstError what the first failed call said; null where none failed
 */
record CellResult(
        String name,
        double seconds,
        Map<Driver, Double> drivers,
        Map<Resource, Double> used,
        double others,
        double callsPerSecond,
        double p50,
        double p95,
        long errors,
        boolean settled,
        @Nullable String firstError) {

    /** Share of the calls that may fail, on a machine that others use too; all failures stand in the file. */
    private static final double FEW = 0.01;

    /** Whether a figure of it means something. */
    boolean sound() {
        return settled && errors <= FEW * callsPerSecond * seconds;
    }

    ObjectNode json() {
        ObjectNode cell = Json.object()
                .put("name", name)
                .put("seconds", round(seconds))
                .put("calls_per_second", round(callsPerSecond))
                .put("p50_ms", round(p50))
                .put("p95_ms", round(p95))
                .put("errors", errors)
                .put("settled", settled)
                .put("others_cpu", round(others));
        if (firstError != null) {
            cell.put("first_error", firstError);
        }
        ObjectNode done = cell.putObject("drivers");
        drivers.forEach((driver, amount) -> done.put(driver.key(), round(amount)));
        ObjectNode taken = cell.putObject("used");
        used.forEach((resource, amount) -> taken.put(resource.key(), round(amount)));
        return cell;
    }

    static CellResult read(JsonNode cell) {
        var drivers = new EnumMap<Driver, Double>(Driver.class);
        cell.path("drivers")
                .properties()
                .forEach(entry ->
                        drivers.put(Driver.of(entry.getKey()), entry.getValue().asDouble()));
        var used = new EnumMap<Resource, Double>(Resource.class);
        cell.path("used")
                .properties()
                .forEach(entry ->
                        used.put(Resource.of(entry.getKey()), entry.getValue().asDouble()));
        return new CellResult(
                cell.path("name").asString(""),
                cell.path("seconds").asDouble(),
                drivers,
                used,
                cell.path("others_cpu").asDouble(),
                cell.path("calls_per_second").asDouble(),
                cell.path("p50_ms").asDouble(),
                cell.path("p95_ms").asDouble(),
                cell.path("errors").asLong(),
                cell.path("settled").asBoolean(),
                cell.path("first_error").asString(null));
    }

    private static double round(double value) {
        return Math.round(value * 1e4) / 1e4;
    }
}

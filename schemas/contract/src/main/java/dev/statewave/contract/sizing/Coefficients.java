package dev.statewave.contract.sizing;

import dev.statewave.contract.json.Json;
import dev.statewave.contract.rest.ApiException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * What was measured and what the calculator stands on. All of it comes from one file, which one command writes from the
 * file of a run.
 *
 * @param run the file of the run
 * @param machine where it was measured
 * @param note what its operator had to say about it
 * @param all one of each resource and driver that takes some of it
 * @param memory of a process, in bytes, after the run
 * @param tested how far each input was tested
 */
public record Coefficients(
        String run,
        String commit,
        String machine,
        String note,
        List<Coefficient> all,
        Map<Role, Double> memory,
        Tested tested) {

    private static final String FILE = "/sizing/coefficients.json";

    /**
     * How much of a resource one unit of a driver takes.
     *
     * @param testedUpTo units of the driver a second
     * @param metric where a running system shows it
     */
    public record Coefficient(
            Resource resource, Driver driver, double value, String unit, double testedUpTo, String metric) {}

    /**
     * The largest that was measured.
     *
     * @param episodesPerSecond recorded in whatever way, on average over one measurement
     * @param readsPerSecond contexts or searches
     * @param connections that PostgreSQL allowed
     */
    public record Tested(
            double subjects,
            double episodes,
            double memoriesPerSubject,
            double episodeBytes,
            double episodesPerSecond,
            double readsPerSecond,
            double webhooksPerSecond,
            double connections) {}

    /** Those that this version was built with. */
    public static Coefficients builtIn() {
        try (var in = Coefficients.class.getResourceAsStream(FILE)) {
            if (in == null) {
                throw new IllegalStateException(FILE + " is not on the class path");
            }
            return read(Json.MAPPER.readTree(in.readAllBytes()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @throws IllegalArgumentException where it names something that this version does not know */
    public static Coefficients read(JsonNode file) {
        var all = new ArrayList<Coefficient>();
        file.path("coefficients")
                .forEach(entry -> all.add(new Coefficient(
                        Resource.of(entry.path("resource").asString("")),
                        Driver.of(entry.path("driver").asString("")),
                        entry.path("value").asDouble(),
                        entry.path("unit").asString(""),
                        entry.path("tested_up_to").asDouble(),
                        entry.path("metric").asString(""))));
        var memory = new EnumMap<Role, Double>(Role.class);
        file.path("memory")
                .forEach(entry -> memory.put(
                        Role.of(entry.path("role").asString("")),
                        entry.path("value").asDouble()));
        JsonNode tested = file.path("tested_up_to");
        return new Coefficients(
                file.path("run").asString(""),
                file.path("commit").asString(""),
                file.path("machine").asString(""),
                file.path("note").asString(""),
                List.copyOf(all),
                Map.copyOf(memory),
                new Tested(
                        tested.path("subjects").asDouble(),
                        tested.path("episodes").asDouble(),
                        tested.path("memories_per_subject").asDouble(),
                        tested.path("episode_bytes").asDouble(),
                        tested.path("episodes_per_second").asDouble(),
                        tested.path("reads_per_second").asDouble(),
                        tested.path("webhooks_per_second").asDouble(),
                        tested.path("connections").asDouble()));
    }

    /** Whether there is anything to calculate with: a new version may not have been measured yet. */
    public boolean measured() {
        return !all.isEmpty();
    }

    void requireMeasured() {
        if (!measured()) {
            throw ApiException.of(
                    409,
                    "sizing_unmeasured",
                    "Nothing was measured for this build, and nothing is guessed: run ./statewave bench capacity, "
                            + "work its run in with --fit, and build again (docs/sizing.md).");
        }
    }

    /** How much of each resource is used for so much of each driver. */
    public Map<Resource, Double> use(Map<Driver, Double> drivers) {
        var used = new EnumMap<Resource, Double>(Resource.class);
        for (Coefficient coefficient : all) {
            used.merge(
                    coefficient.resource(),
                    coefficient.value() * drivers.getOrDefault(coefficient.driver(), 0.0),
                    Double::sum);
        }
        return used;
    }
}

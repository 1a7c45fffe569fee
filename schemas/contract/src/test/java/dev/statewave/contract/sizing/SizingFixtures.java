package dev.statewave.contract.sizing;

import dev.statewave.contract.json.Json;
import dev.statewave.contract.rest.FieldReader;
import dev.statewave.contract.sizing.Coefficients.Coefficient;
import dev.statewave.contract.sizing.Coefficients.Tested;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Coefficients with round values, and loads. */
final class SizingFixtures {

    /** Of each driver's unit, in seconds of each role and in bytes. */
    static final double SECONDS = 0.001;

    static final double BYTES = 1_000;
    static final double MEMORY = 200e6;
    /** Reads leave nothing on a disk. */
    private static final Set<Driver> STORED = Set.of(
            Driver.WRITES,
            Driver.BATCH_EPISODES,
            Driver.REST_KB,
            Driver.PRODUCED,
            Driver.PRODUCED_KB,
            Driver.COMPILED,
            Driver.COMPILED_KB,
            Driver.WEBHOOKS);

    private SizingFixtures() {}

    static Calculator calculator() {
        var all = new ArrayList<Coefficient>();
        for (Resource resource : Resource.values()) {
            for (Driver driver : Driver.values()) {
                boolean cpu = Resource.cpus().contains(resource);
                boolean network = resource == Resource.REQUEST_BYTES || resource == Resource.RESPONSE_BYTES;
                if (cpu || network && driver != Driver.SECONDS || STORED.contains(driver)) {
                    all.add(new Coefficient(resource, driver, cpu ? SECONDS : BYTES, "", 100, ""));
                }
            }
        }
        Map<Role, Double> memory = Arrays.stream(Role.values()).collect(Collectors.toMap(role -> role, _ -> MEMORY));
        return new Calculator(new Coefficients(
                "docs/sizing/runs/test.json",
                "abc",
                "a machine",
                "",
                all,
                memory,
                new Tested(20_000, 10_000_000, 500, 16_000, 100, 200, 50, 120)));
    }

    /** @param json fields of a load in single quotes */
    static Load load(String json) {
        FieldReader fields = FieldReader.body(Json.MAPPER.readTree(json.replace('\'', '"')));
        Load load = Load.read(fields);
        fields.check();
        return load;
    }

    static Estimate estimate(String json) {
        return calculator().estimate(load(json), new Prices(0, 0, 0));
    }
}

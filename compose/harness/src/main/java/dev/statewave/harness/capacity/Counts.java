package dev.statewave.harness.capacity;

import dev.statewave.contract.sizing.Driver;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.DoubleAdder;

/** What was done in a cell, driver by driver. For several threads. */
final class Counts {

    private final Map<Driver, DoubleAdder> units = new EnumMap<>(Driver.class);
    private final DoubleAdder requestBytes = new DoubleAdder();
    private final DoubleAdder responseBytes = new DoubleAdder();

    Counts() {
        for (Driver driver : Driver.values()) {
            units.put(driver, new DoubleAdder());
        }
    }

    void add(Driver driver, double amount) {
        units.getOrDefault(driver, new DoubleAdder()).add(amount);
    }

    void bytes(long request, long response) {
        requestBytes.add(request);
        responseBytes.add(response);
    }

    double of(Driver driver) {
        return units.getOrDefault(driver, new DoubleAdder()).sum();
    }

    double requestBytes() {
        return requestBytes.sum();
    }

    double responseBytes() {
        return responseBytes.sum();
    }

    /** Those of which there is something. */
    Map<Driver, Double> all() {
        var all = new EnumMap<Driver, Double>(Driver.class);
        units.forEach((driver, sum) -> {
            if (sum.sum() > 0) {
                all.put(driver, sum.sum());
            }
        });
        return all;
    }
}

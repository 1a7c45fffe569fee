package dev.statewave.contract.sizing;

import dev.statewave.contract.json.Json;
import dev.statewave.contract.rest.FieldReader;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the calculator is asked: by the API, and by the command line, which makes the same document of its options.
 *
 * @param load that is expected
 * @param other the same load with some fields changed, to stand beside it; null for none
 * @param machine that it is to run on; null for none
 */
public record SizingRequest(
        Load load, @Nullable Load other, @Nullable MachineSize machine, Prices prices) {

    private static final Set<String> PARTS = Set.of("load", "what_if", "machine", "prices");
    private static final Set<String> MACHINE = Set.of("cores", "memory_gb", "disk_gb", "max_connections");
    private static final Set<String> PRICES = Set.of("core", "gigabyte_memory", "gigabyte_disk");

    /**
     * Reads it, and notes what cannot be in the reader.
     *
     * @param fields {@code load}, and as it is wanted {@code what_if}, {@code machine} and {@code prices}; a field that
     *     is absent has its default, one that is not known is refused
     */
    public static SizingRequest read(FieldReader fields) {
        fields.onlyKnown(PARTS);
        FieldReader load = part(fields, "load", Load.FIELDS);
        @Nullable Load other = null;
        if (fields.has("what_if")) {
            FieldReader changed = part(fields, "what_if", Load.FIELDS);
            ObjectNode merged = Json.object();
            merged.setAll((ObjectNode) load.raw());
            merged.setAll((ObjectNode) changed.raw());
            other = Load.read(changed.instead(merged));
        }
        return new SizingRequest(
                Load.read(load),
                other,
                fields.has("machine") ? MachineSize.read(part(fields, "machine", MACHINE)) : null,
                Prices.read(part(fields, "prices", PRICES)));
    }

    private static FieldReader part(FieldReader fields, String name, Set<String> known) {
        @Nullable FieldReader part = fields.has(name) ? fields.requiredFields(name) : null;
        if (part == null) {
            return fields.instead(Json.object());
        }
        part.onlyKnown(known);
        return part;
    }

    public SizingAnswer answer(Calculator calculator) {
        Estimate estimate = calculator.estimate(load, prices);
        @Nullable Estimate changed = other == null ? null : calculator.estimate(other, prices);
        return new SizingAnswer(
                load,
                estimate,
                other,
                changed,
                changed == null ? null : WhatIf.of(estimate, changed),
                machine == null ? null : Capacity.of(machine, load, calculator, prices));
    }
}

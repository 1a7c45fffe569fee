package dev.statewave.contract.rest;

import tools.jackson.databind.JsonNode;

/** What PostgreSQL takes as {@code jsonb}: it stores texts without NUL, and numbers digit by digit. */
final class StorableJson {

    /** PostgreSQL takes more; a number this long is none that anybody counts with. */
    private static final int MOST_DIGITS = 1_000;

    private StorableJson() {}

    static boolean is(JsonNode node) {
        if (node.isString()) {
            return node.stringValue().indexOf('\0') < 0;
        }
        if (node.isNumber()) {
            return !node.isBigDecimal() || Math.abs((long) node.decimalValue().scale()) <= MOST_DIGITS;
        }
        if (node.isObject()) {
            return node.properties().stream()
                    .allMatch(field -> field.getKey().indexOf('\0') < 0 && is(field.getValue()));
        }
        return !node.isArray() || node.valueStream().allMatch(StorableJson::is);
    }
}

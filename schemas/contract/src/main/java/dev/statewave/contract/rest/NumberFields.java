package dev.statewave.contract.rest;

import java.math.BigDecimal;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads numbers, which may also be sent as texts, as those of query parameters are. */
final class NumberFields {

    /** Characters of a number that is sent as a text. */
    private static final int LONGEST_TEXT = 20;

    private NumberFields() {}

    static @Nullable Integer integer(
            FieldReader fields, String name, JsonNode value, int min, int max, @Nullable Integer fallback) {
        BigDecimal number = number(value);
        if (number == null || number.stripTrailingZeros().scale() > 0) {
            boolean parsing = value.isString() || number != null;
            fields.problem(name, parsing ? "int_parsing" : "int_type", "Input should be a valid integer", value, null);
            return fallback;
        }
        if (number.compareTo(BigDecimal.valueOf(min)) < 0) {
            fields.problem(
                    name,
                    "greater_than_equal",
                    "Input should be greater than or equal to " + min,
                    value,
                    Map.of("ge", min));
            return fallback;
        }
        if (number.compareTo(BigDecimal.valueOf(max)) > 0) {
            fields.problem(
                    name, "less_than_equal", "Input should be less than or equal to " + max, value, Map.of("le", max));
            return fallback;
        }
        return number.intValueExact();
    }

    static @Nullable Double number(
            FieldReader fields, String name, JsonNode value, double min, double max, @Nullable Double fallback) {
        BigDecimal number = number(value);
        if (number == null || Double.isInfinite(number.doubleValue())) {
            fields.problem(
                    name,
                    value.isString() ? "float_parsing" : "float_type",
                    "Input should be a valid number",
                    value,
                    null);
            return fallback;
        }
        if (number.doubleValue() < min) {
            fields.problem(
                    name,
                    "greater_than_equal",
                    "Input should be greater than or equal to " + plain(min),
                    value,
                    Map.of("ge", min));
            return fallback;
        }
        if (number.doubleValue() > max) {
            fields.problem(
                    name,
                    "less_than_equal",
                    "Input should be less than or equal to " + plain(max),
                    value,
                    Map.of("le", max));
            return fallback;
        }
        return number.doubleValue();
    }

    private static String plain(double bound) {
        return BigDecimal.valueOf(bound).stripTrailingZeros().toPlainString();
    }

    private static @Nullable BigDecimal number(JsonNode value) {
        if (value.isNumber()) {
            return value.decimalValue();
        }
        if (!value.isString() || value.stringValue().length() > LONGEST_TEXT) {
            return null;
        }
        try {
            return new BigDecimal(value.stringValue().trim());
        } catch (NumberFormatException e) {
            return null;
        }
    }
}

package dev.statewave.contract.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.statewave.contract.json.Json;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * One thing that is wrong with a request.
 *
 * @param type a machine tag such as {@code missing}
 * @param loc where: {@code body}, {@code query}, {@code path} or {@code header}, then field names and list indexes
 * @param msg what, for a person
 * @param input the value as it was sent, shortened where it is long
 * @param ctx the bound that was broken; null where there is none
 */
public record FieldError(
        String type,
        List<Object> loc,
        String msg,
        @Nullable Object input,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Map<String, Object> ctx) {

    private static final int LONGEST_INPUT = 500;

    static @Nullable Object shortened(@Nullable JsonNode input) {
        if (input == null || input.isMissingNode() || input.isNull()) {
            return null;
        }
        String text = input.isString() ? input.stringValue() : Json.text(input);
        if (text.length() <= LONGEST_INPUT) {
            return input;
        }
        int end = Character.isHighSurrogate(text.charAt(LONGEST_INPUT - 1)) ? LONGEST_INPUT - 1 : LONGEST_INPUT;
        return text.substring(0, end) + "… (" + text.length() + " characters)";
    }
}

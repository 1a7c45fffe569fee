package dev.statewave.models;

import java.util.List;

/**
 * What a chat model is asked.
 *
 * @param maxTokens the most tokens of the answer; null for the provider's own limit
 * @param temperature 0 to 2; null for the setting
 * @param json whether the answer has to be a JSON object, where the provider can promise that
 */
public record ChatPrompt(List<Turn> turns, Integer maxTokens, Double temperature, boolean json) {

    public ChatPrompt {
        turns = List.copyOf(turns);
    }

    /** @param role {@code system}, {@code user}, {@code assistant} or {@code tool} */
    public record Turn(String role, String content) {}

    /** Instructions and one text to apply them to, answered with JSON. */
    public static ChatPrompt json(String instructions, String text, int maxTokens) {
        return new ChatPrompt(List.of(new Turn("system", instructions), new Turn("user", text)), maxTokens, null, true);
    }
}

package dev.statewave.models;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The input of a chat model.
 *
 * @param maxTokens the most tokens of the answer; null for the provider's own limit
 * @param temperature 0 to 2; null for the setting
 * @param json whether the answer has to be a JSON object; only some providers can guarantee it
 */
public record ChatPrompt(
        List<Turn> turns,
        @Nullable Integer maxTokens,
        @Nullable Double temperature,
        boolean json) {

    public ChatPrompt {
        turns = List.copyOf(turns);
    }

    /** @param role {@code system}, {@code user}, {@code assistant} or {@code tool} */
    public record Turn(String role, String content) {}

    /** Instructions and the text to apply them to; the answer is JSON. */
    public static ChatPrompt json(String instructions, String text, int maxTokens) {
        return new ChatPrompt(List.of(new Turn("system", instructions), new Turn("user", text)), maxTokens, null, true);
    }
}

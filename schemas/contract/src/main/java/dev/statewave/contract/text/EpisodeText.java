package dev.statewave.contract.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What was said in an episode, turn by turn, as plain text. */
public final class EpisodeText {

    private static final int LONGEST_NAME = 100;

    private EpisodeText() {}

    /**
     * What one author said.
     *
     * @param role who that is to the conversation, such as {@code user} or {@code assistant}, in lower case; empty
     *     where nothing says it
     * @param speaker the name of the author; empty for none
     * @param text plain text in Unicode's form NFC, without NUL
     */
    public record Turn(String role, String speaker, String text) {}

    /**
     * The turns of a payload: its {@code messages}, else its {@code text}, else its {@code content}; the first key that
     * has a value wins, even where that is an empty text or array. Never null, and empty where there is none of them.
     */
    public static List<Turn> turns(@Nullable JsonNode payload) {
        if (payload == null || !payload.isObject()) {
            return List.of();
        }
        JsonNode messages = payload.get("messages");
        if (messages != null && messages.isArray()) {
            var turns = new ArrayList<Turn>(messages.size());
            messages.forEach(message -> turns.add(turn(message)));
            return turns;
        }
        for (String key : List.of("text", "content")) {
            if (payload.hasNonNull(key)) {
                return List.of(new Turn(role(payload), speaker(payload), ContentText.of(payload.get(key))));
            }
        }
        return List.of();
    }

    private static Turn turn(JsonNode message) {
        if (!message.isObject()) {
            return new Turn("", "", ContentText.of(message));
        }
        return new Turn(role(message), speaker(message), ContentText.ofMessage(message));
    }

    private static String role(JsonNode author) {
        return name(author.path("role")).toLowerCase(Locale.ROOT);
    }

    private static String speaker(JsonNode author) {
        for (String key : List.of("name", "speaker", "author")) {
            String name = name(author.path(key).isObject() ? author.path(key).path("name") : author.path(key));
            if (!name.isEmpty()) {
                return name;
            }
        }
        return "";
    }

    private static String name(JsonNode value) {
        return value.isString() ? PayloadText.cut(PlainText.line(value.stringValue()), LONGEST_NAME) : "";
    }
}

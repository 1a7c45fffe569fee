package dev.statewave.contract.text;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The text of an episode as the v1 contract has it: one line a message, behind who said it. */
public final class PayloadText {

    private PayloadText() {}

    /**
     * The {@link EpisodeText#turns turns} of a payload; those of messages stand behind who said them. Empty where there
     * is none.
     */
    public static String of(@Nullable JsonNode payload) {
        var turns = EpisodeText.turns(payload);
        if (payload == null || !payload.path("messages").isArray()) {
            return turns.isEmpty() ? "" : turns.getFirst().text();
        }
        JsonNode messages = payload.path("messages");
        return IntStream.range(0, turns.size())
                .mapToObj(i -> messages.get(i).isObject()
                        ? author(turns.get(i)) + ": " + turns.get(i).text()
                        : turns.get(i).text())
                .collect(Collectors.joining("\n"));
    }

    /** A user who has a name is somebody, and not the only one. */
    private static String author(EpisodeText.Turn turn) {
        boolean named = !turn.speaker().isEmpty()
                && (turn.role().isEmpty() || turn.role().equals("user"));
        return named ? turn.speaker() : turn.role();
    }

    /** The first so many code points: lengths in the contract count these, and a cut must not split one. */
    public static String cut(String text, int codePoints) {
        return text.codePointCount(0, text.length()) <= codePoints
                ? text
                : text.substring(0, text.offsetByCodePoints(0, codePoints));
    }
}

package dev.statewave.contract.text;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The text of an episode as the v1 contract has it: one line a message, behind who said it. */
public final class PayloadText {

    private PayloadText() {}

    /**
     * What one author said.
     *
     * @param author a name or a role; empty where nobody is named
     */
    public record Line(String author, String text) {

        /** As it stands in the text of the episode. */
        @Override
        public String toString() {
            return author.isEmpty() ? text : author + ": " + text;
        }
    }

    /**
     * The {@link EpisodeText#turns turns} of a payload; those of messages stand behind who said them. Empty where there
     * is none.
     */
    public static String of(@Nullable JsonNode payload) {
        if (payload == null || !payload.path("messages").isArray()) {
            return lines(payload).stream().map(Line::toString).collect(Collectors.joining("\n"));
        }
        JsonNode messages = payload.path("messages");
        List<Line> lines = lines(payload);
        return IntStream.range(0, lines.size())
                .mapToObj(i -> messages.get(i).isObject()
                        ? lines.get(i).author() + ": " + lines.get(i).text()
                        : lines.get(i).text())
                .collect(Collectors.joining("\n"));
    }

    /** The turns one by one; of a payload that is no conversation one, without an author. */
    public static List<Line> lines(@Nullable JsonNode payload) {
        boolean conversation = payload != null && payload.path("messages").isArray();
        return EpisodeText.turns(payload).stream()
                .map(turn -> new Line(conversation ? author(turn) : "", turn.text()))
                .toList();
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

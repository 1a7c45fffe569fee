package dev.statewave.context.ranking.signals;

import dev.statewave.context.retrieval.Passage;
import dev.statewave.context.text.Characters;
import dev.statewave.context.text.EntityNames;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Lifts what was said by somebody whom the question names: people seldom name themselves, so neither words nor meaning
 * tell.
 */
public final class SpeakerSignal implements Signal {

    private static final double VALUE = 0.6;
    /** Code points of the longest name before a colon. */
    private static final int LONGEST = 40;

    private final Set<String> asked;

    public SpeakerSignal(String question) {
        this.asked = EntityNames.in(question);
    }

    @Override
    public void add(List<Passage> passages, double[] values) {
        if (asked.isEmpty()) {
            return;
        }
        for (int i = 0; i < values.length; i++) {
            if (spokenByOneAskedFor(passages.get(i).text())) {
                values[i] += VALUE;
            }
        }
    }

    private boolean spokenByOneAskedFor(String text) {
        return speakers(text).stream()
                .anyMatch(speaker -> EntityNames.in(speaker).stream().anyMatch(asked::contains));
    }

    /** What stands at the beginning of a line before a colon and white space. */
    static List<String> speakers(String text) {
        var speakers = new ArrayList<String>();
        int line = 0;
        while (line < text.length()) {
            int colon = colon(text, line);
            boolean found =
                    colon > line && colon + 1 < text.length() && Characters.isAsciiSpace(text.charAt(colon + 1));
            if (found) {
                speakers.add(text.substring(line, colon));
            }
            line = nextLine(text, found ? colon + 1 : line);
        }
        return speakers;
    }

    /** The first colon within the length of a name; -1 for none. */
    private static int colon(String text, int from) {
        int i = from;
        for (int length = 0; i < text.length() && length <= LONGEST; length++) {
            int c = text.codePointAt(i);
            if (c == ':') {
                return i;
            }
            if (c == '\n') {
                return -1;
            }
            i += Character.charCount(c);
        }
        return -1;
    }

    private static int nextLine(String text, int from) {
        int i = from;
        while (i < text.length() && !isLineEnd(text.charAt(i))) {
            i++;
        }
        return i + 1;
    }

    private static boolean isLineEnd(int c) {
        return c == '\n' || c == '\r' || c == 0x85 || c == 0x2028 || c == 0x2029;
    }
}

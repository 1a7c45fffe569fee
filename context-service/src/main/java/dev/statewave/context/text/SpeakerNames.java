package dev.statewave.context.text;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Who speaks in a text: what stands at the beginning of a line before a colon and white space. */
public final class SpeakerNames {

    /** Code points of the longest name before a colon. */
    private static final int LONGEST = 40;

    private SpeakerNames() {}

    /** In lower case. */
    public static Set<String> in(String text) {
        var names = new LinkedHashSet<String>();
        before(text).forEach(speaker -> names.addAll(EntityNames.in(speaker)));
        return Set.copyOf(names);
    }

    static List<String> before(String text) {
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

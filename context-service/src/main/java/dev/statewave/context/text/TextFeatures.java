package dev.statewave.context.text;

import dev.statewave.contract.text.PlainText;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What rankings and contexts ask of a text again and again. Each is found out when it is first asked for, and then kept
 * for as long as the text is.
 */
public final class TextFeatures {

    private final String text;
    // Found out twice by two threads, they are equal: no lock is needed.
    private volatile @Nullable String line;
    private volatile @Nullable WordSet words;
    private volatile @Nullable Set<String> speakers;

    public TextFeatures(String text) {
        this.text = text;
    }

    public String text() {
        return text;
    }

    /** In one line; white space between words is one blank. */
    public String line() {
        String known = line;
        if (known == null) {
            known = PlainText.line(text);
            line = known;
        }
        return known;
    }

    /** Its different words. */
    public WordSet words() {
        WordSet known = words;
        if (known == null) {
            known = WordSet.of(text);
            words = known;
        }
        return known;
    }

    /** The names of those who speak in it, in lower case. */
    public Set<String> speakers() {
        Set<String> known = speakers;
        if (known == null) {
            known = SpeakerNames.in(text);
            speakers = known;
        }
        return known;
    }
}

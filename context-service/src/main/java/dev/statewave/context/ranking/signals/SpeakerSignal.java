package dev.statewave.context.ranking.signals;

import dev.statewave.context.retrieval.Passage;
import dev.statewave.context.text.EntityNames;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Lifts what was said by somebody whom the question names: people seldom name themselves, so neither words nor meaning
 * tell.
 */
public final class SpeakerSignal implements Signal {

    private static final double VALUE = 0.6;
    /** A name before a colon at the beginning of a line. */
    private static final Pattern SPEAKER = Pattern.compile("(?m)^([^:\\n]{1,40}):\\s");

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
        Matcher speakers = SPEAKER.matcher(text);
        while (speakers.find()) {
            if (EntityNames.in(speakers.group(1)).stream().anyMatch(asked::contains)) {
                return true;
            }
        }
        return false;
    }
}

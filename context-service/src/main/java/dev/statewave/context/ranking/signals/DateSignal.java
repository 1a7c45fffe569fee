package dev.statewave.context.ranking.signals;

import dev.statewave.context.ranking.dates.AskedDate;
import dev.statewave.context.ranking.dates.QuestionDates;
import dev.statewave.context.retrieval.Passage;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;

/**
 * Lifts what happened when the question says. What people say of a day hardly ever contains its date, so no other
 * signal knows. "Last week" is the week before the call. Who looks back at a conversation that ended long ago means the
 * week before its end: that is looked at too, and alone where nothing happened in the week before the call. Beside a
 * day that is named, "the weekend before 4 October" is that of this day.
 */
public final class DateSignal implements Signal {

    /** What the second reading counts where the first one holds something. */
    private static final double SECOND = 0.5;

    private final QuestionDates asked;
    private final LocalDate today;

    /** @param today the day of the call */
    public DateSignal(String question, LocalDate today) {
        this.asked = new QuestionDates(question);
        this.today = today;
    }

    @Override
    public void add(List<Passage> passages, double[] values) {
        if (passages.isEmpty() || asked.named().isEmpty() && !asked.isRelative()) {
            return;
        }
        double[] best = values(passages, asked.named());
        LocalDate anchor = asked.namedDay();
        if (anchor != null) {
            keepLarger(best, values(passages, asked.relativeTo(anchor)), 1);
        } else if (asked.isRelative()) {
            double[] first = values(passages, asked.relativeTo(today));
            keepLarger(best, first, 1);
            LocalDate newest = passages.stream()
                    .map(Passage::day)
                    .max(Comparator.naturalOrder())
                    .orElse(today);
            keepLarger(best, values(passages, asked.relativeTo(newest)), isZero(first) ? 1 : SECOND);
        }
        for (int i = 0; i < values.length; i++) {
            values[i] += best[i];
        }
    }

    private static double[] values(List<Passage> passages, List<AskedDate> dates) {
        return passages.stream()
                .mapToDouble(passage -> dates.stream()
                        .mapToDouble(date -> date.valueOf(passage.day()))
                        .max()
                        .orElse(0))
                .toArray();
    }

    private static void keepLarger(double[] best, double[] other, double weight) {
        for (int i = 0; i < best.length; i++) {
            best[i] = Math.max(best[i], weight * other[i]);
        }
    }

    private static boolean isZero(double[] values) {
        for (double value : values) {
            if (value > 0) {
                return false;
            }
        }
        return true;
    }
}

package dev.statewave.context.ranking.dates;

import dev.statewave.context.ranking.dates.AskedDate.Span;
import java.text.Normalizer;
import java.time.LocalDate;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** When a question asks about. */
public final class QuestionDates {

    private final List<AskedDate> named;
    private final List<Function<LocalDate, Span>> relative;

    public QuestionDates(String question) {
        String composed = Normalizer.normalize(question, Normalizer.Form.NFC);
        this.named = NamedDates.in(composed);
        this.relative = RelativeDates.in(composed);
    }

    /** What is named with its day or month, whenever it is asked. */
    public List<AskedDate> named() {
        return named;
    }

    /** The first day that is named with its year; null for none. */
    public @Nullable LocalDate namedDay() {
        for (AskedDate date : named) {
            if (date instanceof AskedDate.Named day && day.isFull()) {
                return LocalDate.of(day.year(), day.month(), day.day());
            }
        }
        return null;
    }

    /** Whether a day of asking makes a difference. */
    public boolean isRelative() {
        return !relative.isEmpty();
    }

    /** What is meant where today is the day of asking. */
    public List<AskedDate> relativeTo(LocalDate today) {
        return relative.stream().<AskedDate>map(date -> date.apply(today)).toList();
    }
}

package dev.statewave.context.ranking.signals;

import dev.statewave.context.retrieval.Passage;
import java.time.LocalDate;
import java.time.Month;
import java.time.format.TextStyle;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Lifts what happened when the question says. What people say of a day hardly ever contains its date, so no other
 * signal knows. English names of months, and ISO dates; nothing that depends on today, such as "last week".
 */
public final class DateSignal implements Signal {

    private static final double DAY = 1.5;
    /** Of a day is also told in the days after it. */
    private static final double DAYS_AFTER = 0.75;

    private static final int AFTER = 3;
    private static final double MONTH = 0.75;

    private static final String NAMES =
            "(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
                    + "|nov(?:ember)?|dec(?:ember)?)";
    private static final String YEAR = "(?:,?\\s+((?:19|20)\\d\\d))";
    /**
     * Day, month and maybe year; month, day and maybe year; month and year, or a month with its capital letter after a
     * preposition; ISO.
     */
    private static final Pattern DAY_FIRST =
            pattern("\\b(\\d{1,2})(?:st|nd|rd|th)?(?:\\s+of)?\\s+" + NAMES + "\\b\\.?" + YEAR + "?");

    private static final Pattern MONTH_FIRST =
            pattern("\\b" + NAMES + "\\.?\\s+(\\d{1,2})(?:st|nd|rd|th)?\\b(?!\\d)" + YEAR + "?");
    private static final Pattern MONTH_ALONE = pattern("\\b(?:in|during|since|of|early|late|mid|this|last|by)\\s+"
            + NAMES + "\\b\\.?(?!\\s+\\d{1,2}\\b)" + YEAR + "?");
    private static final Pattern ISO = Pattern.compile("\\b((?:19|20)\\d\\d)-(\\d{2})(?:-(\\d{2}))?\\b");

    private final List<Asked> dates = new ArrayList<>();

    /** @param year 0 where none was named, as for the day; a month was always named */
    private record Asked(int year, int month, int day) {

        double valueOf(LocalDate at) {
            if (day == 0) {
                return at.getMonthValue() == month && (year == 0 || year == at.getYear()) ? MONTH : 0;
            }
            for (int after = 0; after <= AFTER; after++) {
                LocalDate candidate = at.minusDays(after);
                if (candidate.getMonthValue() == month
                        && candidate.getDayOfMonth() == day
                        && (year == 0 || year == candidate.getYear())) {
                    return after == 0 ? DAY : DAYS_AFTER;
                }
            }
            return 0;
        }
    }

    public DateSignal(String question) {
        DAY_FIRST.matcher(question).results().forEach(found -> add(found, 3, 2, 1));
        MONTH_FIRST.matcher(question).results().forEach(found -> add(found, 3, 1, 2));
        MONTH_ALONE.matcher(question).results().forEach(found -> add(found, 2, 1, 0));
        ISO.matcher(question)
                .results()
                .forEach(found ->
                        dates.add(new Asked(number(found.group(1)), number(found.group(2)), number(found.group(3)))));
    }

    private void add(MatchResult found, int year, int month, int day) {
        dates.add(new Asked(
                number(found.group(year)), month(found.group(month)), day == 0 ? 0 : number(found.group(day))));
    }

    @Override
    public void add(List<Passage> passages, double[] values) {
        for (int i = 0; !dates.isEmpty() && i < values.length; i++) {
            LocalDate at = passages.get(i).day();
            values[i] +=
                    dates.stream().mapToDouble(date -> date.valueOf(at)).max().orElse(0);
        }
    }

    private static int number(@Nullable String digits) {
        return digits == null ? 0 : Integer.parseInt(digits);
    }

    private static int month(String name) {
        for (Month month : Month.values()) {
            if (name.regionMatches(true, 0, month.getDisplayName(TextStyle.FULL, Locale.ENGLISH), 0, 3)) {
                return month.getValue();
            }
        }
        throw new IllegalArgumentException(name);
    }

    private static Pattern pattern(String text) {
        return Pattern.compile(text, Pattern.CASE_INSENSITIVE);
    }
}

package dev.statewave.context.ranking.signals;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import dev.statewave.context.retrieval.Passage;
import dev.statewave.context.text.Characters;
import java.time.LocalDate;
import java.time.Month;
import java.time.format.TextStyle;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Lifts what happened when the question says. What people say of a day hardly ever contains its date, so no other
 * signal knows. English names of months, and ISO dates; nothing that depends on today, such as "last week".
 */
public final class DateSignal implements Signal {

    private static final double DAY = 1.5;
    /** People also speak of a day in the days after it. */
    private static final double DAYS_AFTER = 0.75;

    private static final int AFTER = 3;
    private static final double MONTH = 0.75;

    private static final String NAMES =
            "(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
                    + "|nov(?:ember)?|dec(?:ember)?)";
    private static final String SPACE = "[\\s\\x0B]+";
    private static final String YEAR = "(?:,?" + SPACE + "((?:19|20)\\d\\d))";
    private static final String ORDINAL = "(\\d{1,2})(?:st|nd|rd|th)?";

    /** Day, month and maybe year, as in "3rd of May 2026". */
    private static final Pattern DAY_FIRST =
            pattern("\\b" + ORDINAL + "(?:" + SPACE + "of)?" + SPACE + NAMES + "\\b\\.?" + YEAR + "?");

    /** Month, day and maybe year, as in "May 4th, 2026". */
    private static final Pattern MONTH_FIRST = pattern("\\b" + NAMES + "\\.?" + SPACE + ORDINAL + "\\b" + YEAR + "?");

    /** A month after a preposition and maybe a year, as in "in May 2026". */
    private static final Pattern MONTH_ALONE =
            pattern("\\b(?:in|during|since|of|early|late|mid|this|last|by)" + SPACE + NAMES + "\\b(\\.?)" + YEAR + "?");

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
        for (Matcher found = DAY_FIRST.matcher(question); found.find(); ) {
            add(found.group(3), found.group(2), found.group(1));
        }
        for (Matcher found = MONTH_FIRST.matcher(question); found.find(); ) {
            add(found.group(3), found.group(1), found.group(2));
        }
        for (Matcher found = MONTH_ALONE.matcher(question); found.find(); ) {
            boolean abbreviated = found.end(2) > found.start(2);
            if (abbreviated || !dayFollows(question, found.end(2))) {
                add(found.group(3), found.group(1), null);
            }
        }
        for (Matcher found = ISO.matcher(question); found.find(); ) {
            dates.add(new Asked(number(found.group(1)), number(found.group(2)), number(found.group(3))));
        }
    }

    /** Whether white space and a number of one or two digits follow. */
    private static boolean dayFollows(String question, int from) {
        int digits = from;
        while (digits < question.length() && Characters.isAsciiSpace(question.charAt(digits))) {
            digits++;
        }
        int end = digits;
        while (end < question.length() && isDigit(question.charAt(end))) {
            end++;
        }
        boolean wordEnds = end == question.length() || !isLetter(question.charAt(end));
        return digits > from && end > digits && end - digits <= 2 && wordEnds;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isLetter(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_';
    }

    private void add(@Nullable String year, String month, @Nullable String day) {
        dates.add(new Asked(number(year), month(month), number(day)));
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

package dev.statewave.context.ranking.dates;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import dev.statewave.context.text.Characters;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Dates that a question names: ISO, with dots or slashes, and with the name of a month. Of two numbers between slashes
 * the first is the month, unless it is too large for one.
 */
final class NamedDates {

    private static final String SPACE = "[\\s\\x0B]+";
    private static final String OF = "(?:" + SPACE + "(?:of|de|del|do))?";
    private static final String YEAR = "(?:,?" + OF + SPACE + "((?:19|20)\\d\\d))";
    private static final String ORDINAL = "(\\d{1,2})(?:st|nd|rd|th|er|\\.|º|ª)?";

    /** Day, month and maybe year, as in "3rd of May 2026" or "3 de mayo de 2026". */
    private static final Pattern DAY_FIRST =
            pattern("\\b" + ORDINAL + OF + SPACE + MonthNames.ALL + "\\b\\.?" + YEAR + "?");

    /** Month, day and maybe year, as in "May 4th, 2026". */
    private static final Pattern MONTH_FIRST =
            pattern("\\b" + MonthNames.ALL + "\\.?" + SPACE + "(\\d{1,2})(?:st|nd|rd|th)?\\b" + YEAR + "?");

    /** A month after a preposition and maybe a year, as in "in May 2026". */
    private static final Pattern ENGLISH_MONTH = pattern("\\b(?:in|during|since|of|early|late|mid|this|last|by)" + SPACE
            + MonthNames.ENGLISH + "\\b(\\.?)" + YEAR + "?");

    private static final Pattern OTHER_MONTH = pattern(
            "\\b(?:im|seit|ab|anfang|mitte|ende|letzten|en|desde|durante|em|de|del|depuis|fin|in|during|since|of)"
                    + SPACE + MonthNames.OTHERS + "\\b(\\.?)" + YEAR + "?");

    private static final Pattern ISO = Pattern.compile("\\b((?:19|20)\\d\\d)-(\\d{2})(?:-(\\d{2}))?\\b");
    private static final Pattern YEAR_FIRST = Pattern.compile("\\b((?:19|20)\\d\\d)[/.](\\d{1,2})[/.](\\d{1,2})\\b");
    private static final Pattern DOTS = Pattern.compile("\\b(\\d{1,2})\\.[ ]?(\\d{1,2})\\.[ ]?((?:19|20)\\d\\d)\\b");
    private static final Pattern SLASHES = Pattern.compile("\\b(\\d{1,2})([/-])(\\d{1,2})[/-]((?:19|20)\\d\\d)\\b");
    private static final Pattern IDEOGRAPHS =
            Pattern.compile("(?:((?:19|20)\\d\\d)\\s?年\\s?)?(\\d{1,2})\\s?月(?:\\s?(\\d{1,2})\\s?[日号])?");

    private NamedDates() {}

    /**
     * Patterns of many names cost about a microsecond a character, and few questions name a date, so each is tried only
     * where something of it stands in the question.
     */
    static List<AskedDate> in(String question) {
        var dates = new ArrayList<AskedDate>();
        if (Characters.words(question, Characters::isPartOfWord).stream()
                .anyMatch(word -> MonthNames.month(word) > 0)) {
            addMonths(dates, question);
        }
        if (question.chars().anyMatch(NamedDates::isDigit)) {
            addNumbers(dates, question);
        }
        return dates;
    }

    private static void addMonths(List<AskedDate> dates, String question) {
        for (Matcher found = DAY_FIRST.matcher(question); found.find(); ) {
            add(dates, found.group(3), MonthNames.month(found.group(2)), found.group(1));
        }
        for (Matcher found = MONTH_FIRST.matcher(question); found.find(); ) {
            add(dates, found.group(3), MonthNames.month(found.group(1)), found.group(2));
        }
        addMonths(dates, ENGLISH_MONTH.matcher(question), question);
        addMonths(dates, OTHER_MONTH.matcher(question), question);
    }

    private static void addNumbers(List<AskedDate> dates, String question) {
        List<Pattern> yearsFirst =
                question.indexOf('月') < 0 ? List.of(ISO, YEAR_FIRST) : List.of(ISO, YEAR_FIRST, IDEOGRAPHS);
        for (Pattern yearFirst : yearsFirst) {
            for (Matcher found = yearFirst.matcher(question); found.find(); ) {
                add(dates, found.group(1), number(found.group(2)), found.group(3));
            }
        }
        for (Matcher found = DOTS.matcher(question); found.find(); ) {
            add(dates, found.group(3), number(found.group(2)), found.group(1));
        }
        for (Matcher found = SLASHES.matcher(question); found.find(); ) {
            boolean monthFirst = number(found.group(1)) <= 12 && found.group(2).equals("/");
            add(dates, found.group(4), number(found.group(monthFirst ? 1 : 3)), found.group(monthFirst ? 3 : 1));
        }
    }

    private static void addMonths(List<AskedDate> dates, Matcher found, String question) {
        while (found.find()) {
            boolean abbreviated = found.end(2) > found.start(2);
            if (abbreviated || !dayFollows(question, found.end(2))) {
                add(dates, found.group(3), MonthNames.month(found.group(1)), null);
            }
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

    private static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isLetter(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_';
    }

    private static void add(List<AskedDate> dates, @Nullable String year, int month, @Nullable String day) {
        dates.add(new AskedDate.Named(number(year), month, number(day)));
    }

    private static int number(@Nullable String digits) {
        return digits == null ? 0 : Integer.parseInt(digits);
    }

    private static Pattern pattern(String text) {
        return Pattern.compile(text, Pattern.CASE_INSENSITIVE);
    }
}

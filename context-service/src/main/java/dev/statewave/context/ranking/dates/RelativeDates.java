package dev.statewave.context.ranking.dates;

import dev.statewave.context.ranking.dates.AskedDate.Span;
import dev.statewave.context.ranking.dates.RelativeWords.Season;
import dev.statewave.context.ranking.dates.RelativeWords.Unit;
import dev.statewave.context.text.Characters;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Dates that depend on the day of asking: "yesterday", "last week", "two months ago", "on Tuesday", "in spring". Word
 * by word, so a question costs the same whatever it says.
 */
final class RelativeDates {

    /** Numbers that people count back in; more digits are no count. */
    private static final int LONGEST_NUMBER = 3;

    private static final int QUARTER = 3;

    private final List<String> words;
    private final boolean german;
    private final List<Function<LocalDate, Span>> found = new ArrayList<>();

    private RelativeDates(String question) {
        this.words = Characters.words(question.toLowerCase(Locale.ROOT), Characters::isPartOfWord);
        this.german = words.stream().anyMatch(RelativeWords.GERMAN::contains);
    }

    /** Each makes a span of the day of asking. */
    static List<Function<LocalDate, Span>> in(String question) {
        var dates = new RelativeDates(question);
        for (int i = 0; i < dates.words.size(); i++) {
            dates.readDay(i);
            dates.readUnit(i);
            dates.readWeekday(i);
            dates.readSeason(i);
        }
        return dates.found;
    }

    /** The word at a place; an empty one beyond the ends. */
    private String word(int at) {
        return at < 0 || at >= words.size() ? "" : words.get(at);
    }

    private boolean is(int at, Set<String> group) {
        return group.contains(word(at));
    }

    private void readDay(int i) {
        Integer days = RelativeWords.DAYS.get(word(i));
        if (word(i).equals("yesterday")
                && word(i - 1).equals("before")
                && word(i - 2).equals("day")) {
            days = 2;
        }
        if (word(i).equals("hier") && !german) {
            days = word(i - 1).equals("avant") ? 2 : 1;
        }
        if (days != null) {
            long ago = days;
            found.add(today -> Span.day(today.minusDays(ago)));
        }
        if (word(i).equals("night") && word(i - 1).equals("last")) {
            found.add(today -> new Span(today.minusDays(1), today));
        }
    }

    private void readUnit(int i) {
        Unit unit = RelativeWords.UNITS.get(word(i));
        if (unit == null) {
            return;
        }
        Integer count = number(word(i - 1));
        // "A couple of weeks ago".
        int before = count == null && word(i - 1).equals("of") ? i - 3 : i - 2;
        Integer counted = count == null && before == i - 3 ? number(word(i - 2)) : count;
        if (counted != null && isAgo(i, before)) {
            found.add(today -> ago(unit, counted, today));
        } else if (counted != null && is(before, RelativeWords.LAST_BEFORE)) {
            found.add(today -> new Span(minus(unit, counted, today), today));
        } else if (is(i - 1, RelativeWords.LAST_BEFORE) || isLastAfter(i)) {
            found.add(today -> whole(unit, minus(unit, 1, today)));
        } else if (unit == Unit.WEEKEND) {
            // "Over the weekend" is the last one that has begun.
            found.add(today -> whole(unit, today.minusDays(5)));
        } else if (is(i - 1, RelativeWords.THIS)) {
            found.add(today -> whole(unit, today));
        }
    }

    /** Whether the counted unit lies back: "… ago", "vor …", "hace …", "há …", "il y a …". */
    private boolean isAgo(int unit, int before) {
        String prefix = word(before);
        return word(unit + 1).equals("ago")
                || prefix.equals("vor")
                || prefix.equals("hace")
                || prefix.equals("há")
                || prefix.equals("a") && word(before - 1).equals("y");
    }

    /** "Semana pasada", "mois dernier"; but "mes derniers" is French for mine. */
    private boolean isLastAfter(int i) {
        return is(i + 1, RelativeWords.LAST_AFTER)
                && !(word(i).equals("mes") && word(i + 1).startsWith("dern"));
    }

    private void readWeekday(int i) {
        DayOfWeek day = word(i + 1).equals("feira")
                ? RelativeWords.BEFORE_FEIRA.get(word(i))
                : RelativeWords.WEEKDAYS.get(word(i));
        if (day != null && !is(i - 1, RelativeWords.NOT_PAST)) {
            found.add(today -> Span.day(today.with(TemporalAdjusters.previous(day))));
        }
    }

    private void readSeason(int i) {
        Season season = RelativeWords.SEASONS.get(word(i));
        if (season == null) {
            return;
        }
        Integer year = year(word(i + 1).equals("of") || word(i + 1).equals("de") ? word(i + 2) : word(i + 1));
        boolean last = is(i - 1, RelativeWords.LAST_BEFORE) || is(i + 1, RelativeWords.LAST_AFTER);
        int article = word(i - 1).equals("the") || word(i - 1).equals("la") ? i - 2 : i - 1;
        if (year != null) {
            found.add(today -> span(season, year));
        } else if (last || is(article, RelativeWords.BEFORE_SEASON) || is(i - 1, RelativeWords.THIS)) {
            found.add(today -> {
                Span newest = span(season, today.getYear());
                boolean ahead = newest.first().isAfter(today);
                boolean underWay = !ahead && !newest.last().isBefore(today);
                return ahead || last && underWay ? span(season, today.getYear() - 1) : newest;
            });
        }
    }

    private static Span span(Season season, int year) {
        YearMonth first = YearMonth.of(year, season.firstMonth);
        return new Span(first.atDay(1), first.plusMonths(QUARTER - 1).atEndOfMonth());
    }

    private static Span ago(Unit unit, int count, LocalDate today) {
        LocalDate then = minus(unit, count, today);
        return switch (unit) {
            case DAY -> Span.day(then);
            // Who counts in weeks or years means about then.
            case WEEK -> new Span(then.minusDays(3), then.plusDays(3));
            case WEEKEND -> whole(Unit.WEEKEND, then);
            case MONTH -> whole(Unit.MONTH, then);
            case YEAR -> new Span(then.minusMonths(1), then.plusMonths(1));
        };
    }

    private static LocalDate minus(Unit unit, int count, LocalDate today) {
        return switch (unit) {
            case DAY -> today.minusDays(count);
            case WEEK, WEEKEND -> today.minusWeeks(count);
            case MONTH -> today.minusMonths(count);
            case YEAR -> today.minusYears(count);
        };
    }

    /** The day, week, weekend, month or year that a day lies in. */
    private static Span whole(Unit unit, LocalDate day) {
        LocalDate monday = day.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
        return switch (unit) {
            case DAY -> Span.day(day);
            case WEEK -> new Span(monday, monday.plusDays(6));
            case WEEKEND -> new Span(monday.plusDays(5), monday.plusDays(6));
            case MONTH -> new Span(day.withDayOfMonth(1), day.with(TemporalAdjusters.lastDayOfMonth()));
            case YEAR -> new Span(day.withDayOfYear(1), day.with(TemporalAdjusters.lastDayOfYear()));
        };
    }

    private static @Nullable Integer number(String word) {
        boolean digits = !word.isEmpty()
                && word.length() <= LONGEST_NUMBER
                && word.chars().allMatch(c -> c >= '0' && c <= '9');
        return digits ? Integer.valueOf(word) : RelativeWords.NUMBERS.get(word);
    }

    private static @Nullable Integer year(String word) {
        boolean year = word.length() == 4
                && word.chars().allMatch(c -> c >= '0' && c <= '9')
                && (word.startsWith("19") || word.startsWith("20"));
        return year ? Integer.valueOf(word) : null;
    }
}

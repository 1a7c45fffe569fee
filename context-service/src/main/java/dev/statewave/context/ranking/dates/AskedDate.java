package dev.statewave.context.ranking.dates;

import java.time.LocalDate;
import java.time.YearMonth;
import java.time.temporal.ChronoUnit;

/** When a question asks about, and how much a day has to do with it. */
public sealed interface AskedDate {

    double DAY = 1.5;
    /** People also speak of a day in the days after it. */
    double DAYS_AFTER = 0.75;

    int AFTER = 3;
    double WEEK = 1;
    double MONTH = 0.75;
    double LONGER = 0.4;

    /** 0 for nothing to {@link #DAY}. */
    double valueOf(LocalDate day);

    /**
     * A day or a month that a question names.
     *
     * @param year 0 for any
     * @param month 1 to 12
     * @param day 0 for the whole month
     */
    record Named(int year, int month, int day) implements AskedDate {

        @Override
        public double valueOf(LocalDate at) {
            if (day == 0) {
                return at.getMonthValue() == month && isOf(at) ? MONTH : 0;
            }
            for (int after = 0; after <= AFTER; after++) {
                LocalDate candidate = at.minusDays(after);
                if (candidate.getMonthValue() == month && candidate.getDayOfMonth() == day && isOf(candidate)) {
                    return after == 0 ? DAY : DAYS_AFTER;
                }
            }
            return 0;
        }

        /** Whether it is one day that exists. */
        boolean isFull() {
            return year > 0
                    && month >= 1
                    && month <= 12
                    && day >= 1
                    && day <= YearMonth.of(year, month).lengthOfMonth();
        }

        private boolean isOf(LocalDate at) {
            return year == 0 || year == at.getYear();
        }
    }

    /** All days from the first to the last. The more there are, the less each of them tells. */
    record Span(LocalDate first, LocalDate last) implements AskedDate {

        @Override
        public double valueOf(LocalDate at) {
            long days = ChronoUnit.DAYS.between(first, last) + 1;
            if (!at.isBefore(first) && !at.isAfter(last)) {
                return days <= 2 ? DAY : days <= 9 ? WEEK : days <= 31 ? MONTH : LONGER;
            }
            return days <= 2 && at.isAfter(last) && !at.isAfter(last.plusDays(AFTER)) ? DAYS_AFTER : 0;
        }

        static Span day(LocalDate day) {
            return new Span(day, day);
        }
    }
}

package dev.statewave.context.ranking.dates;

import static org.assertj.core.api.Assertions.assertThat;

import java.text.Normalizer;
import java.time.LocalDate;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuestionDatesTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "What happened on 17.11.2026?",
                "Was war am 17. 11. 2026?",
                "on 11/17/2026",
                "on 17/11/2026",
                "on 17-11-2026",
                "2026-11-17",
                "2026/11/17",
                "November 17th, 2026",
                "am 17. November 2026",
                "el 17 de noviembre de 2026",
                "le 17 novembre 2026",
                "em 17 de novembro de 2026",
                "2026年11月17日的会议",
            })
    void namedDay_isFoundInAnyForm(String question) {
        assertThat(value(question, "2026-11-17")).isEqualTo(AskedDate.DAY);
        assertThat(value(question, "2026-11-19")).isPositive().isLessThan(AskedDate.DAY);
        assertThat(value(question, "2025-11-17")).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "im März, 2026-03-09",
        "en agosto de 2026, 2026-08-30",
        "em março, 2026-03-01",
        "en décembre, 2025-12-24",
        "depuis février 2026, 2026-02-10",
        "5月, 2026-05-20"
    })
    void namedMonth_isFoundInOtherLanguages_alsoDecomposed(String question, String day) {
        assertThat(value(question, day)).isEqualTo(AskedDate.MONTH);
        assertThat(value(Normalizer.normalize(question, Normalizer.Form.NFD), day))
                .isEqualTo(AskedDate.MONTH);
    }

    /** The day of asking is Wednesday, 18 November 2026. */
    @ParameterizedTest
    @CsvSource({
        "what did I say today?, 2026-11-18, 2026-11-18",
        "and yesterday?, 2026-11-17, 2026-11-17",
        "the day before yesterday, 2026-11-16, 2026-11-16",
        "What did she do last night?, 2026-11-17, 2026-11-18",
        "last week, 2026-11-09, 2026-11-15",
        "this week, 2026-11-16, 2026-11-22",
        "two weeks ago, 2026-11-01, 2026-11-07",
        "a couple of weeks ago, 2026-11-01, 2026-11-07",
        "3 days ago, 2026-11-15, 2026-11-15",
        "in the past 10 days, 2026-11-08, 2026-11-18",
        "the last two months, 2026-09-18, 2026-11-18",
        "What did we decide last month?, 2026-10-01, 2026-10-31",
        "this month, 2026-11-01, 2026-11-30",
        "two months ago, 2026-09-01, 2026-09-30",
        "a year ago, 2025-10-18, 2025-12-18",
        "last year, 2025-01-01, 2025-12-31",
        "on Tuesday, 2026-11-17, 2026-11-17",
        "on Wednesday, 2026-11-11, 2026-11-11",
        "last Friday, 2026-11-13, 2026-11-13",
        "last weekend, 2026-11-14, 2026-11-15",
        "over the weekend, 2026-11-14, 2026-11-15",
        "in spring, 2026-03-01, 2026-05-31",
        "in the spring of 2024, 2024-03-01, 2024-05-31",
        "last summer, 2026-06-01, 2026-08-31",
        "last autumn, 2025-09-01, 2025-11-30",
        "this fall, 2026-09-01, 2026-11-30",
        "in winter, 2025-12-01, 2026-02-28",
        "Was habe ich gestern gesagt?, 2026-11-17, 2026-11-17",
        "letzte Woche, 2026-11-09, 2026-11-15",
        "vor zwei Monaten, 2026-09-01, 2026-09-30",
        "am letzten Freitag, 2026-11-13, 2026-11-13",
        "im Frühling, 2026-03-01, 2026-05-31",
        "¿Qué dije ayer?, 2026-11-17, 2026-11-17",
        "la semana pasada, 2026-11-09, 2026-11-15",
        "hace dos semanas, 2026-11-01, 2026-11-07",
        "el viernes pasado, 2026-11-13, 2026-11-13",
        "Qu'est-ce que j'ai dit hier ?, 2026-11-17, 2026-11-17",
        "avant-hier, 2026-11-16, 2026-11-16",
        "le mois dernier, 2026-10-01, 2026-10-31",
        "il y a trois jours, 2026-11-15, 2026-11-15",
        "en été, 2026-06-01, 2026-08-31",
        "O que eu disse ontem?, 2026-11-17, 2026-11-17",
        "no mês passado, 2026-10-01, 2026-10-31",
        "na sexta-feira, 2026-11-13, 2026-11-13",
    })
    void relativeDate_dependsOnTheDayOfAsking(String question, LocalDate first, LocalDate last) {
        assertThat(new QuestionDates(question).relativeTo(LocalDate.parse("2026-11-18")))
                .contains(new AskedDate.Span(first, last));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "What is the spring in the clock made of?",
                "What does she do every Tuesday?",
                "¿Qué hace los martes?",
                "Was ist hier passiert?",
                "Is version 17.11 out?",
                "How many days are in a week?",
                "the second quarter",
                "mes dernières vacances",
                "Who came last?",
            })
    void whatIsNoDate_isNotRead(String question) {
        var dates = new QuestionDates(question);

        assertThat(dates.named()).isEmpty();
        assertThat(dates.isRelative()).isFalse();
    }

    private static double value(String question, String day) {
        var dates = new QuestionDates(question);
        return Stream.concat(dates.named().stream(), dates.relativeTo(LocalDate.parse("2026-12-31")).stream())
                .mapToDouble(date -> date.valueOf(LocalDate.parse(day)))
                .max()
                .orElse(0);
    }
}

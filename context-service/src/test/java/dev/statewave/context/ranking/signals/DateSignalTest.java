package dev.statewave.context.ranking.signals;

import static dev.statewave.context.PassageFixtures.added;
import static dev.statewave.context.PassageFixtures.turn;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DateSignalTest {

    /** 1.5 for the day, 0.75 for the month and for the days after a day. */
    @ParameterizedTest
    @CsvSource(quoteCharacter = '"', textBlock = """
            "in May. 5 people came",0.75
            "in May. 2026",0.75
            "in May. 2025",0
            "in May 5 people came",0
            "in May 500 people came",0.75
            "in May, 2026",0.75
            "in May, 5 people came",0.75
            "early\u000bMay",0.75
            "4th\u000bof\u000bMay",1.5
            "May 4x",0
            "May 44",0
            "May 4th2026",0
            "sin May",0
            "2026-05-04x",0.75
            "12026-05-04",0
            """)
    void date_isReadWhereAWordEnds(String question, double value) {
        assertThat(added(
                        new DateSignal(question, LocalDate.parse("2026-06-01")),
                        List.of(turn("We went.", "s", 1, 0, 0, Instant.parse("2026-05-04T12:00:00Z")))))
                .containsExactly(value);
    }

    @Test
    void relativeDate_besideANamedDay_isThatOfTheDay() {
        var before = turn("We went.", "s", 2, 0, 0, Instant.parse("2026-05-16T12:00:00Z"));
        var newest = turn("We came back.", "s", 1, 0, 0, Instant.parse("2026-06-20T12:00:00Z"));

        assertThat(added(
                        new DateSignal("on the weekend before 19 May 2026", LocalDate.parse("2026-06-22")),
                        List.of(before, newest)))
                .containsExactly(1.5, 0);
    }

    @Test
    void relativeDate_isThatOfTheCall_andElseOfTheNewestPassage() {
        var may = turn("We went.", "s", 2, 0, 0, Instant.parse("2026-05-19T12:00:00Z"));
        var newest = turn("We came back.", "s", 1, 0, 0, Instant.parse("2026-05-29T12:00:00Z"));

        assertThat(added(new DateSignal("last week", LocalDate.parse("2026-05-26")), List.of(may, newest)))
                .containsExactly(1, 0);
        assertThat(added(new DateSignal("last week", LocalDate.parse("2026-06-02")), List.of(may, newest)))
                .containsExactly(0.5, 1);
        assertThat(added(new DateSignal("last week", LocalDate.parse("2030-01-01")), List.of(may, newest)))
                .containsExactly(1, 0);
    }
}

package dev.statewave.context.hybrid;

import dev.statewave.context.assembly.ContextRequest;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * The text of a context. Facts and procedures stand in the order of their worth; what happened stands in the order in
 * which it happened and under its day, since half of what is asked of the past is when, and hardly a message says so.
 */
final class Layout {

    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("d MMMM uuuu", Locale.ENGLISH);
    private static final Comparator<Bundle.Line> AS_IT_HAPPENED = Comparator.comparing(
                    (Bundle.Line line) -> line.passage().at())
            .thenComparing(line -> line.passage().place(), Comparator.reverseOrder());

    private Layout() {}

    static String head(String task) {
        return "## Task\n" + task + "\n";
    }

    static String line(Passage passage, String text) {
        if (passage.source() instanceof Passage.Source.OfEpisode episode) {
            return "- [" + episode.body().source() + "/" + episode.body().type() + "] "
                    + (text.isEmpty() ? "(no text content)" : text);
        }
        return "- " + text;
    }

    static String day(LocalDate day) {
        return "### " + DAY.format(day);
    }

    /** @param lines in the order of their worth */
    static String of(ContextRequest request, List<Bundle.Line> lines) {
        var pieces = new ArrayList<String>();
        pieces.add(head(request.task()));
        for (Section section : Section.values()) {
            List<Bundle.Line> own =
                    lines.stream().filter(line -> line.section() == section).toList();
            if (!own.isEmpty()) {
                pieces.add(section.heading());
                pieces.addAll(
                        switch (section) {
                            case FACTS, PROCEDURES ->
                                own.stream().map(Bundle.Line::text).toList();
                            case HISTORY -> byDay(own);
                            case INTERACTIONS -> bySession(request.session(), own);
                        });
                pieces.add("");
            }
        }
        return String.join("\n", pieces);
    }

    private static List<String> byDay(List<Bundle.Line> lines) {
        var texts = new ArrayList<String>();
        LocalDate day = null;
        for (Bundle.Line line : lines.stream().sorted(AS_IT_HAPPENED).toList()) {
            if (!line.passage().day().equals(day)) {
                day = line.passage().day();
                texts.add(day(day));
            }
            texts.add(line.text());
        }
        return texts;
    }

    private static List<String> bySession(String session, List<Bundle.Line> lines) {
        List<Bundle.Line> sorted = lines.stream().sorted(AS_IT_HAPPENED).toList();
        if (session == null) {
            return sorted.stream().map(Bundle.Line::text).toList();
        }
        var texts = new ArrayList<String>();
        add(
                texts,
                "### Current session (" + session + ")",
                sorted.stream()
                        .filter(line -> session.equals(line.passage().session()))
                        .toList());
        add(
                texts,
                "### Previous interactions",
                sorted.stream()
                        .filter(line -> !session.equals(line.passage().session()))
                        .toList());
        return texts;
    }

    private static void add(List<String> texts, String heading, List<Bundle.Line> lines) {
        if (!lines.isEmpty()) {
            texts.add(heading);
            lines.forEach(line -> texts.add(line.text()));
        }
    }
}

package dev.statewave.context.layout;

import dev.statewave.context.bundle.ContextRequest;
import dev.statewave.context.retrieval.Passage;
import dev.statewave.contract.text.PlainText;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The text of a context. Facts and procedures stand in the order of their worth; what happened stands in the order in
 * which it happened and under its day, since half of what is asked of the past is when, and hardly a message says so.
 */
public final class ContextLayout {

    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("d MMMM uuuu", Locale.ENGLISH);
    private static final Comparator<ContextLine> AS_IT_HAPPENED = Comparator.comparing(
                    (ContextLine line) -> line.passage().at())
            .thenComparing(line -> line.passage().place(), Comparator.reverseOrder());

    private ContextLayout() {}

    public static String head(String task) {
        return "## Task\n" + task + "\n";
    }

    public static String line(Passage passage, String text) {
        if (passage.source() instanceof Passage.Source.OfEpisode episode) {
            return "- ["
                    + PlainText.line(
                            episode.body().source() + "/" + episode.body().type()) + "] "
                    + (text.isEmpty() ? "(no text content)" : text);
        }
        return "- " + speaker(passage, text) + text;
    }

    /** Of a fact, whose it is: among several people "I" says nothing. */
    private static String speaker(Passage passage, String text) {
        if (!(passage.source() instanceof Passage.Source.OfMemory memory) || passage.isTurn()) {
            return "";
        }
        String name = PlainText.line(
                memory.body().metadata().path("speaker").asString("").strip());
        return name.isEmpty() || text.startsWith(name) ? "" : name + ": ";
    }

    public static String day(LocalDate day) {
        return "### " + DAY.format(day);
    }

    /** @param lines in the order of their worth */
    public static String of(ContextRequest request, List<ContextLine> lines) {
        var pieces = new ArrayList<String>();
        pieces.add(head(request.task()));
        for (Section section : Section.values()) {
            List<ContextLine> own =
                    lines.stream().filter(line -> line.section() == section).toList();
            if (!own.isEmpty()) {
                pieces.add(section.heading());
                pieces.addAll(
                        switch (section) {
                            case FACTS, PROCEDURES ->
                                own.stream().map(ContextLine::text).toList();
                            case HISTORY -> byDay(own);
                            case INTERACTIONS -> bySession(request.session(), own);
                        });
                pieces.add("");
            }
        }
        return String.join("\n", pieces);
    }

    private static List<String> byDay(List<ContextLine> lines) {
        var texts = new ArrayList<String>();
        LocalDate day = null;
        for (ContextLine line : lines.stream().sorted(AS_IT_HAPPENED).toList()) {
            if (!line.passage().day().equals(day)) {
                day = line.passage().day();
                texts.add(day(day));
            }
            texts.add(line.text());
        }
        return texts;
    }

    private static List<String> bySession(@Nullable String session, List<ContextLine> lines) {
        List<ContextLine> sorted = lines.stream().sorted(AS_IT_HAPPENED).toList();
        if (session == null) {
            return sorted.stream().map(ContextLine::text).toList();
        }
        var texts = new ArrayList<String>();
        add(
                texts,
                "### Current session (" + PlainText.line(session) + ")",
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

    private static void add(List<String> texts, String heading, List<ContextLine> lines) {
        if (!lines.isEmpty()) {
            texts.add(heading);
            lines.forEach(line -> texts.add(line.text()));
        }
    }
}

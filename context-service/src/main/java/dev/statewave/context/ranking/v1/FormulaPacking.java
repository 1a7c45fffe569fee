package dev.statewave.context.ranking.v1;

import dev.statewave.context.bundle.ContextBody;
import dev.statewave.context.bundle.ContextRequest;
import dev.statewave.context.store.MemoryKind;
import dev.statewave.context.text.TokenCounter;
import dev.statewave.contract.rest.EpisodeBody;
import dev.statewave.contract.rest.MemoryBody;
import dev.statewave.contract.text.PlainText;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Packs ranked items into a budget of tokens and lays them out, both as the v1 contract does. */
final class FormulaPacking {

    /** Held back with each item that is tried; not summed up. */
    private static final int RESERVE = 10;

    private final TokenCounter tokens;

    FormulaPacking(TokenCounter tokens) {
        this.tokens = tokens;
    }

    /** Headings are not charged, so the result may have a few tokens more than the budget. */
    ContextBody assemble(ContextRequest request, List<Ranked> best) {
        String head = "## Task\n" + request.task() + "\n";
        var taken = new Taken();
        int used = tokens.count(head);
        for (Ranked item : best) {
            String line = ItemLine.of(item);
            int cost = tokens.count(line);
            if (used + cost + RESERVE <= request.budget()) {
                used += cost;
                taken.add(item, line);
            }
        }
        String text = layout(head, request.session(), taken);
        return ContextBody.of(
                request, taken.facts, taken.summaries, taken.procedures, taken.episodes, text, tokens.count(text));
    }

    /** What fits, by section and in the order of its worth. */
    private static final class Taken {

        final List<MemoryBody> facts = new ArrayList<>();
        final List<MemoryBody> procedures = new ArrayList<>();
        final List<MemoryBody> summaries = new ArrayList<>();
        final List<EpisodeBody> episodes = new ArrayList<>();
        final List<String> factLines = new ArrayList<>();
        final List<String> procedureLines = new ArrayList<>();
        final List<String> summaryLines = new ArrayList<>();
        final List<String> episodeLines = new ArrayList<>();

        void add(Ranked item, String line) {
            switch (item) {
                case Ranked.Memory memory -> add(memory.memory(), line);
                case Ranked.Episode episode -> {
                    episodes.add(episode.episode());
                    episodeLines.add(line);
                }
            }
        }

        private void add(MemoryBody memory, String line) {
            switch (MemoryKind.of(memory)) {
                case PROFILE_FACT -> {
                    facts.add(memory);
                    factLines.add(line);
                }
                case PROCEDURE -> {
                    procedures.add(memory);
                    procedureLines.add(line);
                }
                default -> {
                    summaries.add(memory);
                    summaryLines.add(line);
                }
            }
        }
    }

    private static String layout(String head, @Nullable String session, Taken taken) {
        var pieces = new ArrayList<String>();
        pieces.add(head);
        section(pieces, "## About this user", taken.factLines);
        section(pieces, "## Procedures", taken.procedureLines);
        section(pieces, "## Recent history", taken.summaryLines);
        if (session == null) {
            section(pieces, "## Recent interactions", taken.episodeLines);
        } else {
            section(pieces, "## Recent interactions", bySession(session, taken));
        }
        return String.join("\n", pieces);
    }

    private static List<String> bySession(String session, Taken taken) {
        var current = new ArrayList<String>();
        var previous = new ArrayList<String>();
        for (int i = 0; i < taken.episodes.size(); i++) {
            (session.equals(taken.episodes.get(i).sessionId()) ? current : previous).add(taken.episodeLines.get(i));
        }
        var lines = new ArrayList<String>();
        if (!current.isEmpty()) {
            lines.add("### Current session (" + PlainText.line(session) + ")");
            lines.addAll(current);
        }
        if (!previous.isEmpty()) {
            lines.add("### Previous interactions");
            lines.addAll(previous);
        }
        return lines;
    }

    private static void section(List<String> pieces, String heading, List<String> lines) {
        if (!lines.isEmpty()) {
            pieces.add(heading);
            pieces.addAll(lines);
            pieces.add("");
        }
    }
}

package dev.statewave.context.assembly;

import dev.statewave.context.ranking.Ranked;
import dev.statewave.schemas.rest.EpisodeBody;
import dev.statewave.schemas.rest.MemoryBody;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.Stream;

/** Packs ranked items into a budget of tokens and lays them out, both as the v1 contract does. */
final class ContextAssembly {

    /** Held back with each item that is tried; not summed up. */
    private static final int RESERVE = 10;

    private final Tokens tokens;

    ContextAssembly(Tokens tokens) {
        this.tokens = tokens;
    }

    /**
     * @param session the session that the caller is in; null for none
     * @param budget in tokens; headings are not charged, so the result may have a few more
     */
    ContextBody assemble(String subject, String task, String session, int budget, List<Ranked> best) {
        String head = "## Task\n" + task + "\n";
        var taken = new Taken();
        int used = tokens.count(head);
        for (Ranked item : best) {
            String line = ItemLine.of(item);
            int cost = tokens.count(line);
            if (used + cost + RESERVE <= budget) {
                used += cost;
                taken.add(item, line);
            }
        }
        String text = layout(head, session, taken);
        return new ContextBody(subject, task, Stream.concat(taken.facts.stream(), taken.summaries.stream()).toList(), taken.episodes, taken.procedures,
                new ContextBody.Provenance(ids(taken.facts), ids(taken.summaries), ids(taken.procedures),
                        taken.episodes.stream().map(episode -> episode.id().toString()).toList()),
                text, tokens.count(text), sessions(taken.episodes), null, false);
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
            switch (memory.kind()) {
                case "profile_fact" -> {
                    facts.add(memory);
                    factLines.add(line);
                }
                case "procedure" -> {
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

    private static String layout(String head, String session, Taken taken) {
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
            lines.add("### Current session (" + session + ")");
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

    private static List<ContextBody.Session> sessions(List<EpisodeBody> episodes) {
        var sessions = new LinkedHashMap<String, ContextBody.Session>();
        for (EpisodeBody episode : episodes) {
            if (episode.sessionId() != null) {
                sessions.merge(episode.sessionId(), new ContextBody.Session(episode.sessionId(), 1, episode.createdAt(), episode.createdAt()),
                        (known, one) -> new ContextBody.Session(known.sessionId(), known.episodeCount() + 1,
                                earlier(known.firstAt(), one.firstAt()), later(known.lastAt(), one.lastAt())));
            }
        }
        return List.copyOf(sessions.values());
    }

    private static Instant earlier(Instant a, Instant b) {
        return a.isBefore(b) ? a : b;
    }

    private static Instant later(Instant a, Instant b) {
        return a.isAfter(b) ? a : b;
    }

    private static List<String> ids(List<MemoryBody> memories) {
        return memories.stream().map(memory -> memory.id().toString()).toList();
    }
}

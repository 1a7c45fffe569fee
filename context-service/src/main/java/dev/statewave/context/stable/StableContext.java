package dev.statewave.context.stable;

import dev.statewave.context.Fill;
import dev.statewave.context.bundle.Candidate;
import dev.statewave.context.bundle.ContextBody;
import dev.statewave.context.bundle.ContextRequest;
import dev.statewave.context.layout.ContextLayout;
import dev.statewave.context.packing.Candidates;
import dev.statewave.context.packing.Excerpt;
import dev.statewave.context.ranking.DuplicateFilter;
import dev.statewave.context.ranking.PinnedFacts;
import dev.statewave.context.ranking.RankedPassage;
import dev.statewave.context.ranking.RelevanceFloor;
import dev.statewave.context.retrieval.Passage;
import dev.statewave.context.store.MemoryKind;
import dev.statewave.context.text.TextFeatures;
import dev.statewave.context.text.TokenCounter;
import dev.statewave.contract.rest.EpisodeBody;
import dev.statewave.contract.rest.MemoryBody;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A context in three parts: a beginning that does not depend on the task and changes only when the {@link Anchor}
 * moves; what was recorded since, which grows at its end; and what the task asks for, with the task. A model provider
 * that keeps prompts by their beginning finds the first two from call to call.
 */
public final class StableContext {

    /** Of the budget, for the beginning; a turn that begins below may end above, up to the most. */
    private static final double BEGINNING = 0.52;

    private static final double MOST_BEGINNING = 0.68;
    /** Of the budget, kept for what the task asks for. */
    private static final double RELATED = 0.15;
    /** The most of what changes with each call, of the size of what does not. */
    private static final double END = 0.9;
    /** Of the budget; the least of what the task asks for, where there is little else. */
    private static final double LEAST_END = 0.25;

    private static final String RELATED_HEADING = "## For this task";
    /** Headings, days and blank lines, in tokens. */
    private static final int HEADINGS = 24;

    private static final int DAY_TOKENS = 8;

    private final ContextRequest request;
    private final TokenCounter tokens;
    private final StableSources sources;
    private final int available;

    private final List<MemoryBody> facts = new ArrayList<>();
    private final List<MemoryBody> procedures = new ArrayList<>();
    private final List<StableSources.Turn> turns = new ArrayList<>();
    private final List<Passage> related = new ArrayList<>();
    private final Map<UUID, String> told = new HashMap<>();
    private final DuplicateFilter repeats = new DuplicateFilter();
    private final Set<Passage> shown = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Excerpt excerpt;
    private int used = HEADINGS;
    /** Up to which use of the budget the end may grow. */
    private int limit;

    private StableContext(ContextRequest request, TokenCounter tokens, StableSources sources) {
        this.request = request;
        this.tokens = tokens;
        this.sources = sources;
        this.excerpt = new Excerpt(request.task());
        this.available = request.budget() - tokens.count(ContextLayout.head(request.task()));
    }

    /** @param ranked best first */
    public static ContextBody of(
            ContextRequest request, TokenCounter tokens, List<RankedPassage> ranked, StableSources sources) {
        var context = new StableContext(request, tokens, sources);
        context.addBeginning();
        context.addSince();
        context.addRelated(ranked);
        ContextBody body = context.body();
        return request.options().explain() ? body.explainedBy(context.candidates(ranked)) : body;
    }

    private long anchor() {
        return Anchor.of(sources.recorded());
    }

    private boolean isBefore(StableSources.Turn turn) {
        return sources.recorded() - turn.place() < anchor();
    }

    private void addBeginning() {
        List<StableSources.Turn> before =
                sources.episodes().stream().filter(this::isBefore).toList();
        if (before.isEmpty()) {
            return;
        }
        // What was compiled later appears at the next move.
        var moment = before.getFirst().episode().createdAt();
        int share = (int) (BEGINNING * available);
        add(sources.procedures(), procedures, moment, share / 4);
        add(sources.facts(), facts, moment, share / 2);
        int most = (int) (MOST_BEGINNING * available);
        before.stream().takeWhile(turn -> used < share && add(turn, most)).forEach(turns::add);
        Collections.reverse(turns);
    }

    private void add(List<MemoryBody> newestFirst, List<MemoryBody> to, Instant moment, int limit) {
        for (MemoryBody memory : newestFirst) {
            int cost = tokens.count(line(memory) + "\n");
            if (!memory.createdAt().isAfter(moment)
                    && used + cost <= limit
                    && !repeats.isDuplicate(new TextFeatures(memory.content()))) {
                used += cost;
                repeats.add(new TextFeatures(memory.content()));
                told.put(memory.id(), memory.content());
                to.add(memory);
            }
        }
        Collections.reverse(to);
    }

    /** Whether it fitted in. */
    private boolean add(StableSources.Turn turn, int most) {
        int cost = cost(turn);
        if (used + cost > most) {
            return false;
        }
        used += cost;
        String text = text(turn);
        repeats.add(new TextFeatures(text));
        told.put(turn.episode().id(), text);
        return true;
    }

    /** How many turns share a day is not known before all are chosen, so each pays for a part of one. */
    private int cost(StableSources.Turn turn) {
        return tokens.count(line(turn) + "\n") + 1;
    }

    /**
     * All that was recorded since, where it fits in: then it grows at its end, and only the last turn is new. Else the
     * last ones, which are others with each call, so they and what the task asks for are kept below the beginning.
     */
    private void addSince() {
        int task = request.budget() - available;
        int least = (int) (LEAST_END * available);
        List<StableSources.Turn> since =
                sources.episodes().stream().filter(turn -> !isBefore(turn)).toList();
        int all = since.stream().mapToInt(this::cost).sum();
        int fits = (int) ((1 - RELATED) * available);
        if (used + all <= fits) {
            int last = since.isEmpty() ? 0 : cost(since.getFirst());
            int same = used + all - last;
            limit = used + all + Math.max((int) (END * same) - last - task, least);
            addNewest(since, fits);
        } else {
            limit = used + Math.max((int) (END * used) - task, least);
            addNewest(since, (used + Math.min(limit, available)) / 2);
        }
        limit = Math.min(limit, available);
    }

    private void addNewest(List<StableSources.Turn> newestFirst, int most) {
        var newest = new ArrayList<StableSources.Turn>();
        newestFirst.stream().takeWhile(turn -> add(turn, most)).forEach(newest::add);
        Collections.reverse(newest);
        turns.addAll(newest);
    }

    private void addRelated(List<RankedPassage> ranked) {
        double floor = floor(ranked);
        int always = Math.min(limit, used + (int) (PinnedFacts.SHARE * available));
        if (request.options().fill() == Fill.BUDGET) {
            ranked.stream()
                    .map(RankedPassage::passage)
                    .filter(PinnedFacts::isPinned)
                    .forEach(passage -> add(passage, always));
        }
        ranked.stream().filter(valued -> valued.bearing() >= floor).forEach(valued -> add(valued.passage(), limit));
    }

    private double floor(List<RankedPassage> ranked) {
        return request.options().fill() == Fill.RELEVANT ? RelevanceFloor.of(ranked) : Double.NEGATIVE_INFINITY;
    }

    private void add(Passage passage, int most) {
        if (isTold(passage) || repeats.isDuplicate(passage.features())) {
            return;
        }
        int cost = tokens.count(line(passage) + "\n") + (passage.isTurn() ? DAY_TOKENS : 0);
        if (used + cost <= most) {
            used += cost;
            repeats.add(passage.features());
            related.add(passage);
            shown.add(passage);
        }
    }

    /** Whether it stands before, by itself or in the episode that it was made of. */
    private boolean isTold(Passage passage) {
        if (told.containsKey(passage.id()) || shown.contains(passage)) {
            return true;
        }
        return passage.source() instanceof Passage.Source.OfMemory memory
                && memory.body().sourceEpisodeIds().stream()
                        .map(told::get)
                        .anyMatch(text -> text != null && (passage.isTurn() || text.contains(passage.text())));
    }

    private ContextBody body() {
        String text = text();
        int count = tokens.count(text);
        // Lines counted together can have a few more tokens than the sum of their counts.
        while (count > request.budget() && !(related.isEmpty() && turns.isEmpty())) {
            if (related.isEmpty()) {
                turns.removeFirst();
            } else {
                shown.remove(related.removeLast());
            }
            text = text();
            count = tokens.count(text);
        }
        if (count > request.budget()) {
            text = tokens.first(text, request.budget());
            count = tokens.count(text);
        }
        return ContextBody.of(
                request,
                joined(facts, MemoryKind.PROFILE_FACT),
                related.stream()
                        .filter(passage -> passage.isTurn() && passage.source() instanceof Passage.Source.OfMemory)
                        .map(passage -> ((Passage.Source.OfMemory) passage.source()).body())
                        .toList(),
                joined(procedures, MemoryKind.PROCEDURE),
                episodes(),
                text,
                count);
    }

    private List<MemoryBody> joined(List<MemoryBody> beginning, MemoryKind kind) {
        var all = new ArrayList<>(beginning);
        related.stream()
                .filter(passage -> passage.isOf(kind))
                .forEach(passage -> all.add(((Passage.Source.OfMemory) passage.source()).body()));
        return all;
    }

    private List<EpisodeBody> episodes() {
        var all = new ArrayList<EpisodeBody>();
        turns.forEach(turn -> all.add(turn.episode()));
        related.forEach(passage -> {
            if (passage.source() instanceof Passage.Source.OfEpisode episode) {
                all.add(episode.body());
            }
        });
        return all;
    }

    private String text() {
        var pieces = new ArrayList<String>();
        section(pieces, "## About this user", facts.stream().map(this::line).toList());
        section(pieces, "## Procedures", procedures.stream().map(this::line).toList());
        var days = new DayLines();
        turns.forEach(turn ->
                days.add(turn.episode().occurredAt().atOffset(turn.offset()).toLocalDate(), line(turn)));
        section(pieces, "## Recent interactions", days.lines());
        section(pieces, RELATED_HEADING, relatedLines());
        pieces.add(ContextLayout.head(request.task()));
        return String.join("\n", pieces);
    }

    private List<String> relatedLines() {
        var lines = new ArrayList<String>();
        related.stream().filter(passage -> !passage.isTurn()).forEach(passage -> lines.add(line(passage)));
        var days = new DayLines();
        related.stream()
                .filter(Passage::isTurn)
                .sorted(Comparator.comparing(Passage::at).thenComparing(Passage::id))
                .forEach(passage -> days.add(passage.day(), line(passage)));
        lines.addAll(days.lines());
        return lines;
    }

    private static void section(List<String> pieces, String heading, List<String> lines) {
        if (!lines.isEmpty()) {
            pieces.add(heading);
            pieces.addAll(lines);
            pieces.add("");
        }
    }

    private String line(MemoryBody memory) {
        return "- " + Excerpt.oneLine(memory.content());
    }

    private String line(Passage passage) {
        return ContextLayout.line(passage, excerpt.of(passage.features()));
    }

    private String line(StableSources.Turn turn) {
        return ContextLayout.line(passage(turn), text(turn));
    }

    private static String text(StableSources.Turn turn) {
        return Excerpt.beginning(passage(turn).text());
    }

    private static Passage passage(StableSources.Turn turn) {
        return new Passage(
                new Passage.Source.OfEpisode(turn.episode()),
                turn.episode().sessionId(),
                turn.episode().occurredAt(),
                (int) turn.place(),
                null,
                0,
                "",
                turn.offset());
    }

    private List<Candidate> candidates(List<RankedPassage> ranked) {
        double floor = floor(ranked);
        return ranked.stream()
                .map(valued -> Candidates.of(
                        valued,
                        shown.contains(valued.passage())
                                || told.containsKey(valued.passage().id()),
                        reason(valued, floor)))
                .toList();
    }

    private @Nullable String reason(RankedPassage valued, double floor) {
        if (valued.passage().source() instanceof Passage.Source.OfMemory memory) {
            for (UUID source : memory.body().sourceEpisodeIds()) {
                if (told.containsKey(source) && isTold(valued.passage())) {
                    return Candidates.REPEAT + source;
                }
            }
        }
        return valued.bearing() < floor ? Candidates.BELOW_FLOOR : Candidates.BUDGET;
    }
}

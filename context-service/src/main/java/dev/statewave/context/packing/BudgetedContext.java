package dev.statewave.context.packing;

import dev.statewave.context.bundle.ContextBody;
import dev.statewave.context.bundle.ContextRequest;
import dev.statewave.context.layout.ContextLayout;
import dev.statewave.context.layout.ContextLine;
import dev.statewave.context.layout.Section;
import dev.statewave.context.retrieval.Passage;
import dev.statewave.context.text.TokenCounter;
import dev.statewave.contract.rest.EpisodeBody;
import dev.statewave.contract.rest.MemoryBody;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/** A context that grows until its budget is used up. Headings, days and blank lines are paid for as lines are. */
public final class BudgetedContext {

    private final TokenCounter tokens;
    private final ContextRequest request;
    private final List<ContextLine> lines = new ArrayList<>();
    private final Set<Section> sections = EnumSet.noneOf(Section.class);
    private final Set<LocalDate> days = new HashSet<>();
    private final Excerpt excerpt;
    /** By identity: to compare passages is to compare their texts. */
    private final Set<Passage> taken = Collections.newSetFromMap(new IdentityHashMap<>());

    private int used;

    BudgetedContext(TokenCounter tokens, ContextRequest request) {
        this.tokens = tokens;
        this.request = request;
        this.excerpt = new Excerpt(request.task());
        this.used = tokens.count(ContextLayout.head(request.task()));
    }

    int used() {
        return used;
    }

    /** Whether it stands in it. */
    boolean has(Passage passage) {
        return taken.contains(passage);
    }

    /** Whether it fitted in below a limit, which is the budget or less. */
    boolean add(Passage passage, int limit) {
        Section section = Section.of(passage);
        String text = ContextLayout.line(passage, excerpt.of(passage.features()));
        int cost = tokens.count(text + "\n")
                + (sections.contains(section) ? 0 : tokens.count("\n" + section.heading() + "\n"))
                + (section != Section.HISTORY || days.contains(passage.day())
                        ? 0
                        : tokens.count(ContextLayout.day(passage.day()) + "\n"));
        if (used + cost > Math.min(limit, request.budget())) {
            return false;
        }
        used += cost;
        sections.add(section);
        days.add(passage.day());
        lines.add(new ContextLine(section, passage, text));
        taken.add(passage);
        return true;
    }

    ContextBody body() {
        String text = ContextLayout.of(request, lines);
        int count = tokens.count(text);
        // Lines counted together can have a few more tokens than the sum of their counts; the least valuable is
        // removed.
        while (count > request.budget() && !lines.isEmpty()) {
            taken.remove(lines.removeLast().passage());
            text = ContextLayout.of(request, lines);
            count = tokens.count(text);
        }
        if (count > request.budget()) {
            text = tokens.first(text, request.budget());
            count = tokens.count(text);
        }
        List<MemoryBody> facts = memories(Section.FACTS);
        List<MemoryBody> procedures = memories(Section.PROCEDURES);
        List<MemoryBody> history = memories(Section.HISTORY);
        List<EpisodeBody> episodes = lines.stream()
                .map(line -> line.passage().source())
                .filter(Passage.Source.OfEpisode.class::isInstance)
                .map(source -> ((Passage.Source.OfEpisode) source).body())
                .toList();
        return ContextBody.of(request, facts, history, procedures, episodes, text, count);
    }

    private List<MemoryBody> memories(Section section) {
        return lines.stream()
                .filter(line -> line.section() == section)
                .map(line -> line.passage().source())
                .map(source -> ((Passage.Source.OfMemory) source).body())
                .toList();
    }
}

package dev.statewave.worker.compile.storage;

import dev.statewave.contract.json.Json;
import dev.statewave.models.language.WordAnalyzer;
import dev.statewave.worker.compile.Compiled;
import dev.statewave.worker.compile.MemoryDraft;
import dev.statewave.worker.compile.Passage;
import dev.statewave.worker.compile.labels.LabelSuggester;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/**
 * Memories and passages as rows of one table, in the order in which they happened: the passages of an episode behind
 * its memories, and before those of the next one.
 */
@Component
class MemoryRows {

    /** As sure as a summary that is made without a model. */
    private static final double CONFIDENCE = 0.8;

    private final WordAnalyzer words;
    private final LabelSuggester labels;

    MemoryRows(WordAnalyzer words, LabelSuggester labels) {
        this.words = words;
        this.labels = labels;
    }

    /**
     * A row.
     *
     * @param passageOf the memory that a passage stands for; null for none, and for memories
     * @param passages how many stand for a memory
     * @param words by which it is found
     * @param suggestedLabels sorted
     */
    record Row(
            UUID id,
            String kind,
            String content,
            String summary,
            double confidence,
            Instant validFrom,
            @Nullable Instant validTo,
            List<UUID> sources,
            ObjectNode metadata,
            @Nullable UUID passageOf,
            int passages,
            Set<String> words,
            List<String> suggestedLabels) {

        /** The same under other ids. */
        Row with(UUID otherId, @Nullable UUID otherPassageOf) {
            return new Row(
                    otherId,
                    kind,
                    content,
                    summary,
                    confidence,
                    validFrom,
                    validTo,
                    sources,
                    metadata,
                    otherPassageOf,
                    passages,
                    words,
                    suggestedLabels);
        }

        boolean isPassage() {
            return kind.equals(Passage.KIND);
        }
    }

    /** Analyzes every text, so no transaction is to be open meanwhile. */
    List<Row> of(Compiled compiled) {
        Map<UUID, List<Passage>> waiting = compiled.passages().stream()
                .collect(Collectors.groupingBy(Passage::episode, LinkedHashMap::new, Collectors.toList()));
        Map<UUID, List<String>> standing = compiled.passages().stream()
                .filter(passage -> passage.memory() != null)
                .collect(
                        Collectors.groupingBy(Passage::memory, Collectors.mapping(Passage::text, Collectors.toList())));
        var suggested = new HashMap<UUID, List<String>>();
        var rows = new ArrayList<Row>(
                compiled.memories().size() + compiled.passages().size());
        UUID episode = null;
        for (MemoryDraft memory : compiled.memories()) {
            UUID next = memory.sources().getFirst();
            if (episode != null && !next.equals(episode)) {
                addPassages(rows, waiting.remove(episode), suggested);
            }
            episode = next;
            Row row = row(memory, standing.getOrDefault(memory.id(), List.of()));
            suggested.put(row.id(), row.suggestedLabels());
            rows.add(row);
        }
        if (episode != null) {
            addPassages(rows, waiting.remove(episode), suggested);
        }
        waiting.values().forEach(passages -> addPassages(rows, passages, suggested));
        return rows;
    }

    private void addPassages(List<Row> rows, @Nullable List<Passage> passages, Map<UUID, List<String>> suggested) {
        if (passages != null) {
            passages.forEach(passage -> rows.add(row(passage, suggested)));
        }
    }

    /** @param passages that stand for it: its labels are about them too */
    private Row row(MemoryDraft memory, List<String> passages) {
        return new Row(
                memory.id(),
                memory.kind().text(),
                memory.content(),
                memory.summary(),
                memory.confidence(),
                memory.validFrom(),
                memory.validTo(),
                memory.sources(),
                memory.metadata(),
                null,
                passages.size(),
                words.terms(memory.content()),
                labels.suggest(
                        memory.id(),
                        Stream.concat(Stream.of(memory.content(), memory.summary()), passages.stream())
                                .toList()));
    }

    /** A passage that stands for a memory has the labels of it, as when they are changed. */
    private Row row(Passage passage, Map<UUID, List<String>> suggested) {
        List<String> ofMemory = passage.memory() == null ? null : suggested.get(passage.memory());
        return new Row(
                passage.id(),
                Passage.KIND,
                passage.text(),
                "",
                CONFIDENCE,
                passage.validFrom(),
                passage.validTo(),
                List.of(passage.episode()),
                Json.object()
                        .set(
                                "passage",
                                Json.object().put("number", passage.number()).put("of", passage.total())),
                passage.memory(),
                0,
                words.terms(passage.text()),
                ofMemory == null ? labels.suggest(passage.id(), List.of(passage.text())) : ofMemory);
    }
}

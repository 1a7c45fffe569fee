package dev.statewave.worker.compile.storage;

import dev.statewave.worker.compile.Compiled;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Tells which of the memories that a rebuild has made were there before: those of the same kind, with the same content,
 * from the same episodes.
 */
final class FormerMemories {

    private FormerMemories() {}

    /** @param hash SHA-256 of the content, in hexadecimal digits */
    record Identity(String kind, String hash, List<UUID> sources) {}

    /** @param sequence its place among the memories of the subject */
    record Former(UUID id, Identity identity, long sequence, State state) {}

    /**
     * How a memory stood before the rebuild, as PostgreSQL writes it.
     *
     * @param derived a hash of what else a rebuild may change
     */
    record State(
            String status,
            @Nullable String supersededBy,
            @Nullable String validTo,
            String updatedAt,
            @Nullable String retiredAt,
            String derived) {}

    /** Rows that follow one another and are all known, or all new. */
    record Run(boolean known, List<MemoryRows.Row> rows) {}

    /** What was made of some episodes, under the ids that it is stored by. */
    record Part(Compiled compiled, List<Run> runs) {}

    /**
     * @param known the ids of rows that are kept
     * @param kept these rows
     * @param gone those of rows that were not made again
     * @param keepsOrder whether the kept rows stand in the order in which they were made, with none between them
     * @param changed whether anything is new or gone
     */
    record Matched(
            List<Part> parts,
            Set<UUID> known,
            List<Former> kept,
            List<UUID> gone,
            boolean keepsOrder,
            boolean changed) {

        boolean known(UUID id) {
            return known.contains(id);
        }
    }

    /**
     * @param former all that stands there, the oldest first
     * @param made the rows of each part
     */
    static Matched match(List<Former> former, List<List<MemoryRows.Row>> made, List<Compiled> parts) {
        var waiting = new HashMap<Identity, Deque<Former>>();
        former.forEach(one -> waiting.computeIfAbsent(one.identity(), first -> new ArrayDeque<>())
                .add(one));
        var ids = new HashMap<UUID, UUID>();
        var known = new HashSet<UUID>();
        boolean ascending = true;
        boolean fresh = false;
        long last = Long.MIN_VALUE;
        for (List<MemoryRows.Row> rows : made) {
            for (MemoryRows.Row row : rows) {
                Deque<Former> same = waiting.get(FormerMemoryRepository.identity(row));
                Former one = same == null ? null : same.poll();
                if (one == null) {
                    fresh = true;
                    continue;
                }
                ids.put(row.id(), one.id());
                known.add(one.id());
                ascending &= one.sequence() > last;
                last = one.sequence();
            }
        }
        List<UUID> gone =
                waiting.values().stream().flatMap(Deque::stream).map(Former::id).toList();
        var stored = new ArrayList<Part>();
        for (int i = 0; i < parts.size(); i++) {
            Compiled compiled = parts.get(i);
            stored.add(new Part(
                    compiled.withMemories(compiled.memories().stream()
                            .map(memory -> memory.withId(ids.getOrDefault(memory.id(), memory.id())))
                            .toList()),
                    runs(made.get(i), ids)));
        }
        List<Former> kept =
                former.stream().filter(one -> known.contains(one.id())).toList();
        return new Matched(stored, known, kept, gone, ascending && !fresh, fresh || !gone.isEmpty());
    }

    private static List<Run> runs(List<MemoryRows.Row> rows, Map<UUID, UUID> ids) {
        var runs = new ArrayList<Run>();
        for (MemoryRows.Row row : rows) {
            boolean known = ids.containsKey(row.id());
            if (runs.isEmpty() || runs.getLast().known() != known) {
                runs.add(new Run(known, new ArrayList<>()));
            }
            runs.getLast().rows().add(row.with(ids.getOrDefault(row.id(), row.id()), replaced(row.passageOf(), ids)));
        }
        return runs;
    }

    private static @Nullable UUID replaced(@Nullable UUID id, Map<UUID, UUID> ids) {
        return id == null ? null : ids.getOrDefault(id, id);
    }
}

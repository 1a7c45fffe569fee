package dev.statewave.worker.compile.conflict;

import dev.statewave.worker.compile.MemoryKind;
import dev.statewave.worker.compile.claims.Claim;
import dev.statewave.worker.compile.claims.ClaimKey;
import dev.statewave.worker.compile.conflict.ConflictRule.Read;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * The active memories of a subject, grouped by what can contradict each other, so that a memory is not compared with
 * all of them: those that claim something of the same, those that say the same, and those that claim nothing.
 */
final class ActiveMemories {

    /** The newest of a group that a memory is compared with: a compile of many memories must not take hours. */
    private static final int MOST_COMPARED = 2_000;

    private final Map<Group, TreeMap<Integer, Read>> groups = new HashMap<>();

    /** Memories of which one may contradict another. */
    private sealed interface Group {
        record SameClaim(MemoryKind kind, ClaimKey key, String scope, String matter) implements Group {}

        record SameWords(MemoryKind kind, List<String> plain) implements Group {}

        record WithoutClaim(MemoryKind kind) implements Group {}
    }

    void add(Read memory) {
        for (Group group : groups(memory)) {
            groups.computeIfAbsent(group, first -> new TreeMap<>()).put(memory.place(), memory);
        }
    }

    void remove(Read memory) {
        for (Group group : groups(memory)) {
            groups.getOrDefault(group, new TreeMap<>()).remove(memory.place());
        }
    }

    /** Hands over those that may contradict a memory, some of them twice. */
    void forEachComparable(Read memory, Consumer<Read> action) {
        for (Group group : groups(memory)) {
            Iterator<Read> newestFirst = groups.getOrDefault(group, new TreeMap<>())
                    .descendingMap()
                    .values()
                    .iterator();
            for (int i = 0; i < MOST_COMPARED && newestFirst.hasNext(); i++) {
                action.accept(newestFirst.next());
            }
        }
    }

    private static List<Group> groups(Read memory) {
        MemoryKind kind = memory.memory().kind();
        Claim claim = memory.memory().claim();
        var groups = new ArrayList<Group>(2);
        groups.add(
                claim == null
                        ? new Group.WithoutClaim(kind)
                        : new Group.SameClaim(kind, claim.key(), claim.scope(), claim.matter()));
        groups.add(new Group.SameWords(kind, memory.wording().plain()));
        return groups;
    }
}

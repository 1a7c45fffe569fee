package dev.statewave.worker.compile.conflict;

import dev.statewave.worker.compile.MemoryKind;
import dev.statewave.worker.compile.claims.Claim;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Which memories newer ones supersede. Those that make claims are judged by these, the others by {@link WordRule}.
 * Memories come in one after the other and meet what is active then, so it does not matter how many came with one
 * compile.
 */
public final class ConflictRule {

    private ConflictRule() {}

    /**
     * @param fresh whether it came with this compile; pairs of others were compared when they were new
     * @param claim null where it makes none
     */
    public record Candidate(
            UUID id,
            MemoryKind kind,
            String content,
            Instant validFrom,
            boolean fresh,
            @Nullable Claim claim) {}

    /** @param validTo when the superseded one stopped being true */
    public record Supersession(UUID retired, UUID by, Instant validTo) {}

    /**
     * @param place in the order of the candidates
     * @param plainHash of the plain words, by which most pairs are told apart
     */
    record Read(Candidate memory, Wording wording, int place, int plainHash) {

        Read(Candidate memory, Wording wording, int place) {
            this(memory, wording, place, wording.plain().hashCode());
        }
    }

    /** @param candidates active memories of one subject, oldest first */
    public static List<Supersession> apply(List<Candidate> candidates) {
        var active = new ActiveMemories();
        var coming = new ArrayList<Read>();
        for (int place = 0; place < candidates.size(); place++) {
            Candidate memory = candidates.get(place);
            Read read = new Read(memory, Wording.of(memory.content()), place);
            if (memory.fresh()) {
                coming.add(read);
            } else {
                active.add(read);
            }
        }
        var found = new ArrayList<Supersession>();
        for (Read memory : coming) {
            Read newest = takeIn(memory, active, found);
            if (newest == null) {
                active.add(memory);
            } else {
                found.add(supersession(memory, newest));
            }
        }
        return found;
    }

    /** Supersedes what is older, and returns the first newer one that supersedes the memory itself, or null. */
    private static @Nullable Read takeIn(Read memory, ActiveMemories active, List<Supersession> found) {
        var older = new TreeMap<Integer, Read>();
        var newer = new ArrayList<Read>();
        active.forEachComparable(memory, other -> {
            if (newer(memory, other)) {
                if (conflict(other, memory)) {
                    older.put(other.place(), other);
                }
            } else if (conflict(memory, other)) {
                newer.add(other);
            }
        });
        older.values().forEach(other -> {
            found.add(supersession(other, memory));
            active.remove(other);
        });
        return newer.stream()
                .reduce((one, other) -> newer(one, other) ? other : one)
                .orElse(null);
    }

    // Claims hold in the world, so of two the one that came true later is newer, whenever it was heard of.
    private static boolean newer(Read one, Read other) {
        if (one.memory().claim() != null
                && other.memory().claim() != null
                && !one.memory().validFrom().equals(other.memory().validFrom())) {
            return one.memory().validFrom().isAfter(other.memory().validFrom());
        }
        return one.place() > other.place();
    }

    private static boolean conflict(Read older, Read newer) {
        if (older.memory().kind() != newer.memory().kind()) {
            return false;
        }
        Claim before = older.memory().claim();
        Claim after = newer.memory().claim();
        if (before == null && after == null) {
            return WordRule.conflict(older.memory().kind(), older.wording(), newer.wording());
        }
        if (before != null && after != null) {
            return after.retires(before) || after.scope().equals(before.scope()) && repeats(older, newer);
        }
        // Without knowing what one of them claims, both stay; a repeat must not take a known claim away.
        return after != null && repeats(older, newer);
    }

    private static boolean repeats(Read older, Read newer) {
        return older.plainHash() == newer.plainHash()
                && !older.wording().words().isEmpty()
                && older.wording().plain().equals(newer.wording().plain());
    }

    private static Supersession supersession(Read retired, Read by) {
        return new Supersession(
                retired.memory().id(), by.memory().id(), by.memory().validFrom());
    }
}

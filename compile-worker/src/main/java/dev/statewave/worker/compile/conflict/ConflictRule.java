package dev.statewave.worker.compile.conflict;

import dev.statewave.worker.compile.MemoryKind;
import dev.statewave.worker.compile.claims.Claim;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Which memories newer ones retire. Those that make claims are judged by these, the others by {@link WordRule}.
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

    /** @param validTo when the retired one stopped being true */
    public record Supersession(UUID retired, UUID by, Instant validTo) {}

    private record Read(Candidate memory, Wording wording, int place) {}

    /** @param candidates active memories of one subject, oldest first */
    public static List<Supersession> apply(List<Candidate> candidates) {
        var active = new ArrayList<Read>();
        var coming = new ArrayList<Read>();
        for (int place = 0; place < candidates.size(); place++) {
            Candidate memory = candidates.get(place);
            (memory.fresh() ? coming : active).add(new Read(memory, Wording.of(memory.content()), place));
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

    /** Retires what is older, and answers the first newer one that retires the memory itself, or null. */
    private static @Nullable Read takeIn(Read memory, List<Read> active, List<Supersession> found) {
        Read by = null;
        for (Iterator<Read> held = active.iterator(); held.hasNext(); ) {
            Read other = held.next();
            if (newer(memory, other)) {
                if (conflict(other, memory)) {
                    found.add(supersession(other, memory));
                    held.remove();
                }
            } else if (conflict(memory, other) && (by == null || newer(by, other))) {
                by = other;
            }
        }
        return by;
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
        boolean repeated = !older.wording().words().isEmpty()
                && older.wording().plain().equals(newer.wording().plain());
        if (before != null && after != null) {
            return after.retires(before) || repeated && after.scope().equals(before.scope());
        }
        // Without knowing what one of them claims, both stay; a repeat must not take a known claim away.
        return after != null && repeated;
    }

    private static Supersession supersession(Read retired, Read by) {
        return new Supersession(
                retired.memory().id(), by.memory().id(), by.memory().validFrom());
    }
}

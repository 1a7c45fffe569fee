package dev.statewave.worker.compiler;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;

/**
 * Which memories newer ones retire, as the v1 contract rules: two memories of a kind conflict when their words overlap, Jaccard 0.6 or
 * more for profile facts and 0.8 or more for the rest. The first newer one that conflicts wins.
 */
final class ConflictRule {

    private ConflictRule() {}

    /** @param fresh whether it came with this compile; pairs of others were compared when they were new */
    record Candidate(UUID id, String kind, String content, Instant validFrom, boolean fresh) {}

    /** @param validTo when the retired one stopped being true */
    record Supersession(UUID retired, UUID by, Instant validTo) {}

    /** @param candidates active memories of one subject, oldest first */
    static List<Supersession> apply(List<Candidate> candidates) {
        var words = candidates.stream().map(candidate -> words(candidate.content())).toList();
        var found = new ArrayList<Supersession>();
        for (int older = 0; older < candidates.size(); older++) {
            for (int newer = older + 1; newer < candidates.size(); newer++) {
                if (conflict(candidates.get(older), words.get(older), candidates.get(newer), words.get(newer))) {
                    found.add(new Supersession(candidates.get(older).id(), candidates.get(newer).id(), candidates.get(newer).validFrom()));
                    break;
                }
            }
        }
        return found;
    }

    private static boolean conflict(Candidate older, Set<String> olderWords, Candidate newer, Set<String> newerWords) {
        if (!older.fresh() && !newer.fresh() || !older.kind().equals(newer.kind()) || olderWords.isEmpty() || newerWords.isEmpty()) {
            return false;
        }
        double threshold = older.kind().equals("profile_fact") ? 0.6 : 0.8;
        int smaller = Math.min(olderWords.size(), newerWords.size());
        int larger = Math.max(olderWords.size(), newerWords.size());
        // The overlap can never exceed this, and most pairs are settled here.
        if ((double) smaller / larger < threshold) {
            return false;
        }
        long common = olderWords.stream().filter(newerWords::contains).count();
        return (double) common / (olderWords.size() + newerWords.size() - common) >= threshold;
    }

    private static Set<String> words(String content) {
        var words = new HashSet<>(List.of(content.toLowerCase(Locale.ROOT).split("(?U)\\s+")));
        words.remove("");
        return words;
    }
}

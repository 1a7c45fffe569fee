package dev.statewave.context.retrieval;

import dev.statewave.context.embedding.QueryVector;
import dev.statewave.context.retrieval.snapshot.SnapshotCache;
import dev.statewave.context.retrieval.snapshot.StoredMemory;
import dev.statewave.context.retrieval.snapshot.SubjectSnapshot;
import dev.statewave.context.store.MemoryKind;
import dev.statewave.platform.policy.PolicyView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Looks through what is kept of a subject, as {@link ScanRetriever} looks through its rows. */
final class SnapshotCandidates {

    private SnapshotCandidates() {}

    static CandidateSet of(SnapshotCache.Found subject, Question question) {
        SubjectSnapshot snapshot = subject.snapshot();
        List<StoredMemory> memories = snapshot.memories();
        int[] places = places(subject, question);
        double[] cosines = question.vector()
                .map(QueryVector::vector)
                .map(snapshot::cosines)
                .orElse(null);
        long[] said = snapshot.said(question.words());
        var seen = new ArrayList<CandidateSet.Candidate>(memories.size());
        long sizes = 0;
        for (int i = 0; i < places.length; i++) {
            if (places[i] > 0) {
                sizes += snapshot.size(i);
                seen.add(new CandidateSet.Candidate(
                        memories.get(i).id(),
                        memories.get(i).body().kind(),
                        cosines == null || Double.isNaN(cosines[i]) ? null : cosines[i],
                        // Nothing is found by words that it does not show.
                        question.view().redacts(memories.get(i).id()) ? 0 : said[i],
                        snapshot.size(i),
                        places[i]));
            }
        }
        return new CandidateSet(
                seen, CandidateSet.counted(seen), seen.size(), seen.isEmpty() ? 1 : (double) sizes / seen.size());
    }

    /** How many of its kind are as new or newer, 1 for the newest; 0 for a memory that is not asked for. */
    private static int[] places(SnapshotCache.Found subject, Question question) {
        List<StoredMemory> memories = subject.snapshot().memories();
        var places = new int[memories.size()];
        var newest = new HashMap<String, Integer>();
        for (int i : subject.snapshot().newestFirst()) {
            if (isAskedFor(memories.get(i), question, subject.now())) {
                places[i] = newest.merge(memories.get(i).body().kind(), 1, Integer::sum);
            }
        }
        return places;
    }

    private static boolean isAskedFor(StoredMemory memory, Question question, Instant now) {
        return memory.holds(now)
                && !question.view().hides(memory.id())
                && MemoryKind.of(memory.body()) != MemoryKind.ARTIFACT_REF
                && (question.kind() == null
                        || question.kind().equals(memory.body().kind()));
    }

    /** What is on a list, as passages; what was written last first. */
    static List<Passage> passages(SubjectSnapshot snapshot, Map<UUID, Shortlist.Listed> list, PolicyView view) {
        var passages = new ArrayList<Passage>(list.size());
        for (StoredMemory memory : snapshot.memories()) {
            Shortlist.Listed listed = list.get(memory.id());
            if (listed != null) {
                passages.add(listed.passage(memory).shownIn(view));
            }
        }
        return passages;
    }
}

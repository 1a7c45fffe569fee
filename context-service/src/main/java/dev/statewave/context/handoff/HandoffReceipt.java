package dev.statewave.context.handoff;

import dev.statewave.context.receipts.Answered;
import dev.statewave.context.receipts.ReceiptEntry;
import dev.statewave.contract.rest.EpisodeBody;
import dev.statewave.contract.rest.MemoryBody;
import dev.statewave.platform.policy.PolicyView;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a receipt of a handoff tells: its reason in place of a task, and all that its provenance names but resolutions.
 */
final class HandoffReceipt {

    private HandoffReceipt() {}

    static Answered of(HandoffBody body, HandoffSources sources, @Nullable String tenant, PolicyView view) {
        return new Answered(
                body.subjectId(),
                tenant,
                body.reason(),
                body.generatedAt(),
                entries(body.provenance(), sources),
                null,
                body.handoffNotes(),
                body.tokenEstimate(),
                view);
    }

    /** Nothing is scored in a handoff: facts come first, then the session, then the other ones. */
    private static List<ReceiptEntry> entries(HandoffBody.Provenance provenance, HandoffSources sources) {
        var entries = new ArrayList<ReceiptEntry>();
        for (MemoryBody fact : sources.facts()) {
            entries.add(ReceiptEntry.of(fact, entries.size() + 1, null));
        }
        Set<String> included = new HashSet<>(provenance.episodeIds());
        included.addAll(provenance.contextEpisodeIds());
        List<EpisodeBody> episodes = Stream.concat(sources.current().stream(), sources.others().stream())
                .filter(episode -> included.contains(episode.id().toString()))
                .toList();
        for (EpisodeBody episode : episodes) {
            entries.add(ReceiptEntry.of(episode, entries.size() + 1, null));
        }
        return entries;
    }
}

package dev.statewave.context.handoff;

import dev.statewave.context.receipts.Answered;
import dev.statewave.context.receipts.Making;
import dev.statewave.context.receipts.ReceiptEntry;
import dev.statewave.context.receipts.recipe.Source;
import dev.statewave.contract.json.Json;
import dev.statewave.contract.rest.EpisodeBody;
import dev.statewave.contract.rest.MemoryBody;
import dev.statewave.platform.policy.PolicyView;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What a receipt of a handoff tells: its reason in place of a task, and all that its provenance names but resolutions.
 */
final class HandoffReceipt {

    private HandoffReceipt() {}

    /** Its name, and its version: another one may make another brief of the same data. */
    private static final String MAKER = "handoff-1";

    static Answered of(HandoffBody body, HandoffSources sources, HandoffBriefs.Request request) {
        return new Answered(
                body.subjectId(),
                request.tenant(),
                body.reason(),
                body.generatedAt(),
                entries(body.provenance(), sources),
                null,
                body.handoffNotes(),
                body.tokenEstimate(),
                request.view(),
                new Making(
                        MAKER,
                        null,
                        Json.object()
                                .put("kind", "handoff")
                                .put("session_id", request.session())
                                .put("max_tokens", request.budget()),
                        texts(sources, request.view()),
                        null));
    }

    /** What is redacted stands in the notes as it was shown, and is no copy of what is stored. */
    private static List<Source> texts(HandoffSources sources, PolicyView view) {
        var texts = new ArrayList<Source>();
        sources.facts().stream().filter(fact -> !view.redacts(fact.id())).forEach(fact -> texts.add(Source.of(fact)));
        sources.current().forEach(episode -> texts.add(Source.of(episode)));
        sources.others().forEach(episode -> texts.add(Source.of(episode)));
        return texts;
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

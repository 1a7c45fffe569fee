package dev.statewave.worker.compile.extraction;

import dev.statewave.contract.json.Json;
import dev.statewave.contract.subjectlog.SubjectKey;
import dev.statewave.contract.text.PayloadText;
import dev.statewave.worker.compile.Compiled;
import dev.statewave.worker.compile.MemoryCompiler;
import dev.statewave.worker.compile.MemoryDraft;
import dev.statewave.worker.compile.MemoryKind;
import dev.statewave.worker.compile.PendingEpisode;
import dev.statewave.worker.compile.claims.ClaimReader;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * The compiler of the v1 contract that needs no model: one summary an episode, and a profile fact for each phrase in
 * which people speak of themselves.
 */
public final class HeuristicCompiler implements MemoryCompiler {

    static final String NO_TEXT = "no text in the payload";

    private static final int CONTENT = 500;
    private static final int SUMMARY = 200;

    @Override
    public Compiled compile(SubjectKey key, List<PendingEpisode> episodes) {
        var memories = new ArrayList<MemoryDraft>();
        var empty = new HashMap<UUID, String>();
        for (PendingEpisode episode : episodes) {
            // NUL is legal in JSON and not in a text of PostgreSQL.
            String text = PayloadText.of(episode.payload()).replace("\0", "");
            if (text.isEmpty()) {
                empty.put(episode.id(), NO_TEXT);
                continue;
            }
            Instant date = episode.eventDate();
            memories.add(draft(
                    episode,
                    MemoryKind.EPISODE_SUMMARY,
                    PayloadText.cut(text, CONTENT),
                    PayloadText.cut(text, SUMMARY),
                    0.8,
                    date));
            var speakers = new Speakers(text, episode.source());
            for (FactPhrases.Phrase fact : FactPhrases.in(text)) {
                MemoryDraft draft = draft(
                        episode,
                        MemoryKind.PROFILE_FACT,
                        fact.content(),
                        PayloadText.cut(fact.content(), SUMMARY),
                        0.6,
                        date);
                memories.add(draft.withClaim(
                        speakers.at(fact.start()).flatMap(speaker -> ClaimReader.read(fact.content(), speaker))));
            }
        }
        return new Compiled(memories, Map.copyOf(empty), Map.of());
    }

    /** The phrases that are facts, each whole with the words that gave it away. */
    public static List<String> facts(String text) {
        return FactPhrases.in(text).stream().map(FactPhrases.Phrase::content).toList();
    }

    private static MemoryDraft draft(
            PendingEpisode episode, MemoryKind kind, String content, String summary, double confidence, Instant date) {
        return new MemoryDraft(
                UUID.randomUUID(),
                kind,
                content,
                summary,
                confidence,
                date,
                null,
                List.of(episode.id()),
                Json.object());
    }
}

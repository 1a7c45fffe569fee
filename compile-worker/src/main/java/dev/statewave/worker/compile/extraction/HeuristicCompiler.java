package dev.statewave.worker.compile.extraction;

import dev.statewave.contract.json.Json;
import dev.statewave.contract.subjectlog.SubjectKey;
import dev.statewave.contract.text.PayloadText;
import dev.statewave.worker.compile.Compiled;
import dev.statewave.worker.compile.MemoryCompiler;
import dev.statewave.worker.compile.MemoryDraft;
import dev.statewave.worker.compile.MemoryKind;
import dev.statewave.worker.compile.PendingEpisode;
import dev.statewave.worker.compile.extraction.Speakers.Said;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * The compiler of the v1 contract that needs no model: one summary an episode, and a profile fact for each phrase in
 * which its author states something of themselves.
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
            List<Turns.Turn> turns = Turns.of(episode);
            memories.add(draft(
                            episode,
                            MemoryKind.EPISODE_SUMMARY,
                            PayloadText.cut(text, CONTENT),
                            PayloadText.cut(text, SUMMARY),
                            0.8)
                    .withMetadata(Turns.only(turns).metadata()));
            for (Turns.Turn turn : turns) {
                addFacts(episode, turn, memories);
            }
        }
        return new Compiled(memories, Map.copyOf(empty), Map.of());
    }

    private static void addFacts(PendingEpisode episode, Turns.Turn turn, List<MemoryDraft> memories) {
        for (Said said : said(turn)) {
            for (FactPhrases.Phrase fact :
                    FactPhrases.in(said.text(), said.author().scope())) {
                String summary = PayloadText.cut(fact.content(), SUMMARY);
                memories.add(draft(episode, MemoryKind.PROFILE_FACT, fact.content(), summary, 0.6)
                        .withMetadata(said.author().metadata())
                        .withClaim(Optional.ofNullable(fact.claim())));
            }
        }
    }

    /** Without what the other side says: it is never a fact of the subject, whomever it quotes. */
    private static List<Said> said(Turns.Turn turn) {
        return turn.named() && turn.author().isOtherSide()
                ? List.of()
                : Speakers.in(turn.text().replace("\0", ""), turn.author()).stream()
                        .filter(said -> !said.author().isOtherSide())
                        .toList();
    }

    /** The phrases of a text of the subject that are facts, each whole with the words that gave it away. */
    public static List<String> facts(String text) {
        return Speakers.in(text.replace("\0", ""), Author.USER).stream()
                .filter(said -> !said.author().isOtherSide())
                .flatMap(said -> FactPhrases.in(said.text(), said.author().scope()).stream())
                .map(FactPhrases.Phrase::content)
                .toList();
    }

    private static MemoryDraft draft(
            PendingEpisode episode, MemoryKind kind, String content, String summary, double confidence) {
        return new MemoryDraft(
                UUID.randomUUID(),
                kind,
                content,
                summary,
                confidence,
                episode.eventDate(),
                null,
                List.of(episode.id()),
                Json.object());
    }
}

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
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The compiler of the v1 contract that needs no model: one summary an episode, and a profile fact for each phrase in
 * which people speak of themselves.
 */
public final class HeuristicCompiler implements MemoryCompiler {

    static final String NO_TEXT = "no text in the payload";

    private static final int CONTENT = 500;
    private static final int SUMMARY = 200;
    private static final String TO_END = "\\s.*?(?:[.,\\n]|\\z)";

    /** In the order in which their matches are kept; one phrase may match several. */
    private static final List<Pattern> FACTS = List.of(
            Pattern.compile("(?i:my name is|i'm|i am)\\s+[A-Z][a-z]+(?:\\s[A-Z][a-z]+)*"),
            toEnd("i work at|i'm at|i am at"),
            toEnd("i am on|i'm on"),
            toEnd("i live in|i'm from|i am from"),
            toEnd("i use|i prefer|my favorite"));

    private static Pattern toEnd(String triggers) {
        return Pattern.compile(
                "(?:" + triggers + ")" + TO_END, Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE | Pattern.DOTALL);
    }

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
            for (Fact fact : found(text)) {
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
        return found(text).stream().map(Fact::content).toList();
    }

    /** @param start where it begins in the text */
    private record Fact(String content, int start) {}

    private static List<Fact> found(String text) {
        var facts = new ArrayList<Fact>();
        for (Pattern pattern : FACTS) {
            Matcher matcher = pattern.matcher(text);
            while (matcher.find()) {
                facts.add(new Fact(withoutEnd(matcher.group()), matcher.start()));
            }
        }
        return facts;
    }

    private static String withoutEnd(String match) {
        return match.strip().replaceAll("\\.+$", "").replaceAll(",+$", "");
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

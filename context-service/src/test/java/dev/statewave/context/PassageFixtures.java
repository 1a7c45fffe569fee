package dev.statewave.context;

import dev.statewave.context.ranking.signals.Signal;
import dev.statewave.context.retrieval.Passage;
import dev.statewave.contract.json.Json;
import dev.statewave.contract.rest.EpisodeBody;
import dev.statewave.contract.rest.MemoryBody;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** Passages for tests. Passages of one text have one id, so that packed contexts can be compared. */
public final class PassageFixtures {

    public static final Instant START = Instant.parse("2026-03-01T10:00:00Z");

    private PassageFixtures() {}

    /** @param place 1 for the newest turn */
    public static Passage turn(String text, String session, int place, double cosine, double wordShare) {
        return turn(text, session, place, cosine, wordShare, START.minusSeconds(60L * place));
    }

    public static Passage turn(String text, String session, int place, double cosine, double wordShare, Instant at) {
        return new Passage(
                new Passage.Source.OfMemory(
                        memory("episode_summary", text, UUID.nameUUIDFromBytes(("source of " + text).getBytes()))),
                session,
                at,
                place,
                cosine,
                wordShare,
                "");
    }

    public static Passage fact(String text, double cosine, double wordShare) {
        return new Passage(
                new Passage.Source.OfMemory(memory("profile_fact", text)), null, START, 1, cosine, wordShare, "");
    }

    public static Passage procedure(String text) {
        return new Passage(new Passage.Source.OfMemory(memory("procedure", text)), null, START, 1, 0.0, 0, "");
    }

    public static Passage raw(String text, String session) {
        EpisodeBody episode = Samples.episode("chat", "message", text, session, 0);
        return new Passage(new Passage.Source.OfEpisode(episode), session, episode.occurredAt(), 1, null, 0, "");
    }

    public static MemoryBody memory(String kind, String text, UUID... sources) {
        return new MemoryBody(
                UUID.nameUUIDFromBytes(text.getBytes(StandardCharsets.UTF_8)),
                "s",
                kind,
                text,
                text,
                1,
                START,
                null,
                List.of(sources),
                Json.object(),
                "active",
                List.of(),
                START,
                START,
                null);
    }

    /** What a signal adds to each. */
    public static double[] added(Signal signal, List<Passage> passages, double... before) {
        var values = new double[passages.size()];
        System.arraycopy(before, 0, values, 0, before.length);
        signal.add(passages, values);
        for (int i = 0; i < before.length; i++) {
            values[i] -= before[i];
        }
        return values;
    }
}

package dev.statewave.context;

import dev.statewave.contract.json.Json;
import dev.statewave.contract.rest.EpisodeBody;
import dev.statewave.contract.rest.MemoryBody;
import dev.statewave.contract.rest.ResolutionBody;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** Memories and episodes for tests of what is done with them. */
public final class Samples {

    public static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");

    private Samples() {}

    public static MemoryBody memory(String kind, String content, int age, Double score, UUID... sources) {
        Instant created = NOW.minusSeconds(age);
        return new MemoryBody(
                UUID.randomUUID(),
                "s",
                kind,
                content,
                content,
                1,
                created,
                null,
                List.of(sources),
                Json.object(),
                "active",
                List.of(),
                created,
                created,
                score);
    }

    public static EpisodeBody episode(String source, String type, String text, String session, int age) {
        Instant created = NOW.minusSeconds(age);
        return new EpisodeBody(
                UUID.randomUUID(),
                "s",
                source,
                type,
                text == null ? Json.object() : Json.object().put("text", text),
                Json.object(),
                Json.object(),
                session,
                created,
                created);
    }

    public static ResolutionBody resolution(String session, String status, String summary) {
        return new ResolutionBody(UUID.randomUUID(), "s", session, status, summary, null, Json.object(), NOW, NOW);
    }
}

package dev.statewave.contract.rest;

import dev.statewave.contract.json.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * An episode as connectors push it: {@code subject}, {@code kind}, {@code text} and a {@code source} that is an object
 * with type, id and url. It is recognised by that object: the source of an ordinary episode is a text.
 */
final class ConnectorEpisode {

    private ConnectorEpisode() {}

    static boolean is(JsonNode given) {
        return given.path("source").isObject() && !given.has("subject_id") && !given.has("payload");
    }

    /** The same with the field names of an ordinary episode. A missing field stays missing: the reader reports it. */
    static ObjectNode asEpisode(JsonNode given) {
        ObjectNode episode = Json.object();
        copy(given, "subject", episode, "subject_id");
        copy(given, "kind", episode, "type");
        copy(given.path("source"), "type", episode, "source");
        ObjectNode payload = episode.putObject("payload");
        copy(given, "text", payload, "text");
        copy(given.path("source"), "id", payload, "source_id");
        copy(given.path("source"), "url", payload, "source_url");
        for (String same : new String[] {"metadata", "provenance", "session_id", "idempotency_key", "occurred_at"}) {
            copy(given, same, episode, same);
        }
        return episode;
    }

    private static void copy(JsonNode from, String name, ObjectNode to, String as) {
        if (from.hasNonNull(name)) {
            to.set(as, from.get(name));
        }
    }
}

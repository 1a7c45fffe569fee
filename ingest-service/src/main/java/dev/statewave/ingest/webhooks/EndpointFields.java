package dev.statewave.ingest.webhooks;

import dev.statewave.contract.events.EventTypes;
import dev.statewave.contract.json.Json;
import dev.statewave.contract.rest.FieldReader;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads what a client says of an endpoint. The result holds the columns that were given, with the values to store. */
final class EndpointFields {

    private static final Set<String> CHANGEABLE =
            Set.of("url", "description", "event_types", "filters", "headers", "rate", "ordering", "paused", "enabled");
    private static final Set<String> EVENTS = new TreeSet<>();
    /** Those of the connection, and those that every delivery sets itself. */
    private static final Set<String> FORBIDDEN_HEADERS = Set.of(
            "host",
            "connection",
            "keep-alive",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade",
            "expect",
            "content-length",
            "content-type",
            "content-encoding");

    private static final int MOST_HEADERS = 20;
    private static final int LONGEST_NAME = 64;
    private static final int LONGEST_VALUE = 1_024;
    private static final int LONGEST_URL = 2_048;
    private static final int MAX_RATE = 1_000;

    static {
        EVENTS.addAll(EventTypes.ALL);
        EVENTS.addAll(EventTypes.OPERATIONAL);
    }

    private EndpointFields() {}

    /** @param secret null where one is to be generated */
    record New(
            ObjectNode columns, String secretType, @Nullable EndpointSecret secret) {}

    /** @param expectedVersion 0 for any */
    record Patch(ObjectNode columns, int expectedVersion) {}

    static New create(FieldReader fields) {
        fields.onlyKnown(with("secret", "secret_type"));
        if (!fields.has("url")) {
            fields.requiredText("url", 1, LONGEST_URL);
        }
        String type = fields.optionalEnum("secret_type", Set.of("hmac", "ed25519"), "hmac");
        String given = fields.optionalText("secret", 256);
        EndpointSecret secret = given == null ? null : EndpointSecret.parse(given);
        if (given != null && (secret == null || !type.equals("hmac"))) {
            fields.invalid(
                    "secret", "A secret is whsec_ and the base64 of 24 to 64 bytes; leave it out to get a new one");
        }
        return new New(columns(fields), type, secret);
    }

    static Patch patch(FieldReader fields) {
        fields.onlyKnown(with("expected_version"));
        return new Patch(columns(fields), fields.integer("expected_version", 0, Integer.MAX_VALUE, 0));
    }

    private static Set<String> with(String... more) {
        var known = new TreeSet<>(CHANGEABLE);
        known.addAll(List.of(more));
        return known;
    }

    private static ObjectNode columns(FieldReader fields) {
        ObjectNode columns = Json.object();
        if (fields.has("url")) {
            columns.put("url", url(fields));
        }
        if (fields.has("description")) {
            columns.put("description", fields.optionalText("description", 1_000));
        }
        if (fields.has("event_types")) {
            columns.set("event_types", eventTypes(fields));
        }
        if (fields.has("filters")) {
            FieldReader filters = fields.requiredFields("filters");
            if (filters != null) {
                filters.onlyKnown(Set.of("subject_prefix"));
                String prefix = filters.optionalText("subject_prefix", 256);
                columns.put("subject_prefix", prefix == null ? "" : prefix);
            }
        }
        if (fields.has("headers")) {
            columns.set("headers", headers(fields));
        }
        // Null is a value here: it takes the limit away.
        if (fields.raw().has("rate")) {
            columns.put("rate", fields.integer("rate", 1, MAX_RATE, null));
        }
        if (fields.has("ordering")) {
            columns.put("ordering", fields.optionalEnum("ordering", Set.of("fifo", "best_effort")));
        }
        for (String flag : List.of("paused", "enabled")) {
            if (fields.has(flag)) {
                columns.put(flag, fields.bool(flag, false));
            }
        }
        return columns;
    }

    private static @Nullable String url(FieldReader fields) {
        String text = fields.requiredText("url", 1, LONGEST_URL);
        if (text == null) {
            return null;
        }
        try {
            URI url = new URI(text);
            String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
            if (!scheme.equals("https") && !scheme.equals("http") || url.getHost() == null) {
                fields.invalid("url", "Input should be an http or https URL with a host");
            } else if (url.getRawUserInfo() != null || url.getRawFragment() != null) {
                fields.invalid("url", "Input should have no user and no fragment: send an Authorization by headers");
            } else if (url.getPort() > 65_535 || url.getPort() == 0) {
                fields.invalid("url", "Input should have a port from 1 to 65535");
            }
            return text;
        } catch (URISyntaxException e) {
            fields.invalid("url", "Input should be a valid URL, with special characters percent-encoded");
            return null;
        }
    }

    private static JsonNode eventTypes(FieldReader fields) {
        var types = Json.MAPPER.createArrayNode();
        JsonNode given = fields.raw().path("event_types");
        if (given.isArray() && given.isEmpty()) {
            return types;
        }
        fields.requiredEnums("event_types", EVENTS).forEach(types::add);
        return types;
    }

    private static JsonNode headers(FieldReader fields) {
        JsonNode given = fields.objectOrEmpty("headers");
        ObjectNode headers = Json.object();
        if (given == null) {
            return headers;
        }
        if (given.size() > MOST_HEADERS) {
            fields.invalid("headers", "Input should have at most %d headers".formatted(MOST_HEADERS));
            return headers;
        }
        var seen = new TreeSet<String>();
        given.properties().forEach(header -> {
            String wrong = wrong(header.getKey(), header.getValue());
            if (wrong == null && !seen.add(header.getKey().toLowerCase(Locale.ROOT))) {
                wrong = "is there twice";
            }
            if (wrong != null) {
                fields.invalid("headers", "A header %s".formatted(wrong));
            } else {
                headers.set(header.getKey(), header.getValue());
            }
        });
        return headers;
    }

    /** Null for a header that may be sent. */
    private static @Nullable String wrong(String name, JsonNode value) {
        String lower = name.toLowerCase(Locale.ROOT);
        if (name.isEmpty() || name.length() > LONGEST_NAME || !name.chars().allMatch(EndpointFields::isToken)) {
            return "name should be 1 to %d letters, digits and the signs of RFC 9110".formatted(LONGEST_NAME);
        }
        if (FORBIDDEN_HEADERS.contains(lower) || lower.startsWith("webhook-") || lower.startsWith("proxy-")) {
            return "%s is set by the delivery itself".formatted(name);
        }
        if (!value.isString()
                || value.stringValue().length() > LONGEST_VALUE
                || !value.stringValue().chars().allMatch(c -> c >= 0x20 && c < 0x7f)) {
            return "value should be at most %d printable ASCII characters".formatted(LONGEST_VALUE);
        }
        return null;
    }

    private static boolean isToken(int c) {
        return c >= '0' && c <= '9'
                || c >= 'a' && c <= 'z'
                || c >= 'A' && c <= 'Z'
                || "!#$%&'*+-.^_`|~".indexOf(c) >= 0;
    }
}

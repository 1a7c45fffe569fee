package dev.statewave.context.bundle;

import dev.statewave.context.Fill;
import dev.statewave.context.Layout;
import dev.statewave.contract.json.Json;
import dev.statewave.contract.json.WireTime;
import dev.statewave.platform.policy.PolicyView;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** How a context was asked for, as it is kept with its receipt, which has the subject and the task. */
public final class RecordedRequest {

    private RecordedRequest() {}

    static JsonNode of(ContextRequest request) {
        ObjectNode recorded = Json.object()
                .put("kind", "context")
                .put("session_id", request.session())
                .put("max_tokens", request.budget())
                .put("layout", lowerCase(request.options().layout()))
                .put("fill", lowerCase(request.options().fill()));
        AsOf asOf = request.asOf();
        if (asOf != null) {
            recorded.put("as_of", WireTime.format(asOf.knownAt()));
            if (asOf.validAt() != null) {
                recorded.put("valid_at", WireTime.format(asOf.validAt()));
            }
        }
        return recorded;
    }

    /** What {@link #of} was made of. */
    public static ContextRequest read(
            JsonNode recorded, String subject, @Nullable String tenant, String task, PolicyView view) {
        Instant known = time(recorded.path("as_of"));
        return new ContextRequest(
                subject,
                tenant,
                task,
                recorded.path("session_id").isString()
                        ? recorded.path("session_id").asString()
                        : null,
                recorded.path("max_tokens").asInt(),
                new ContextOptions(
                        Layout.valueOf(upperCase(recorded.path("layout"))),
                        Fill.valueOf(upperCase(recorded.path("fill"))),
                        false),
                view,
                known == null ? null : new AsOf(known, time(recorded.path("valid_at"))));
    }

    /** Whether it asks for the past. */
    public static boolean isOfThePast(JsonNode recorded) {
        return recorded.path("as_of").isString();
    }

    private static @Nullable Instant time(JsonNode value) {
        return value.isString() ? WireTime.parse(value.asString()) : null;
    }

    private static String lowerCase(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private static String upperCase(JsonNode value) {
        return value.asString().toUpperCase(Locale.ROOT);
    }
}

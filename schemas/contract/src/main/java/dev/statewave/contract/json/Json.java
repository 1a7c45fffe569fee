package dev.statewave.contract.json;

import dev.statewave.contract.failure.InvalidRecordException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.StreamWriteConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.node.ObjectNode;

/**
 * The one JSON dialect of the system: snake_case keys, times as {@link WireTime}, unknown keys ignored, and numbers
 * kept exactly as they were sent, so that a payload comes back as it went in.
 */
public final class Json {

    /** Depth of nesting of what comes from outside. */
    private static final int OUTSIDE_DEPTH = 500;
    /** Depth of nesting of what we write around it, and read again. */
    private static final int OWN_DEPTH = 600;

    /** Shared and thread-safe. */
    public static final JsonMapper MAPPER = mapper(OWN_DEPTH);

    private static final JsonMapper OUTSIDE = mapper(OUTSIDE_DEPTH);

    private static JsonMapper mapper(int readDepth) {
        var factory = JsonFactory.builder()
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(readDepth)
                        .build())
                .streamWriteConstraints(StreamWriteConstraints.builder()
                        .maxNestingDepth(OWN_DEPTH)
                        .build())
                .build();
        return JsonMapper.builder(factory)
                .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                .disable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
                .addModule(new SimpleModule("statewave-time")
                        .addSerializer(Instant.class, new WireTime.Writer())
                        .addDeserializer(Instant.class, new WireTime.Reader()))
                .build();
    }

    private Json() {}

    /** @throws JacksonException when the text is not one JSON value */
    public static JsonNode tree(byte[] json) {
        return OUTSIDE.readTree(json);
    }

    /** @throws JacksonException when the text is not one JSON value */
    public static JsonNode tree(String json) {
        return OUTSIDE.readTree(json);
    }

    /** @throws JacksonException when the value cannot be read as the type */
    public static <T> T read(byte[] json, Class<T> type) {
        return MAPPER.readValue(json, type);
    }

    /**
     * Reads the value of a record.
     *
     * @throws InvalidRecordException when it is absent or cannot be read as the type
     */
    public static <T> T record(byte @Nullable [] value, Class<T> type) {
        T read;
        try {
            read = value == null ? null : MAPPER.readValue(value, type);
        } catch (JacksonException e) {
            throw new InvalidRecordException(
                    "unreadable", "Not a %s: %s".formatted(type.getSimpleName(), e.getOriginalMessage()), e);
        }
        if (read == null) {
            throw new InvalidRecordException("unreadable", "The record has no value.");
        }
        return read;
    }

    public static byte[] bytes(Object value) {
        return MAPPER.writeValueAsBytes(value);
    }

    public static String text(Object value) {
        return MAPPER.writeValueAsString(value);
    }

    public static ObjectNode object() {
        return MAPPER.createObjectNode();
    }
}

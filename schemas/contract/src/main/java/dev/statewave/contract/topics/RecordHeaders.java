package dev.statewave.contract.topics;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/** Names of the headers that our records carry, and how they are written: UTF-8 text. */
public final class RecordHeaders {

    /** The id of the request that caused the record; it stands in every log line about it. */
    public static final String REQUEST_ID = "sw-request-id";
    /** Of which trace the record is, as the W3C Trace Context writes it; only where tracing is on. */
    public static final String TRACEPARENT = "traceparent";
    /** On compile commands: the other traces that led to it, each as in {@link #TRACEPARENT}, comma-separated. */
    public static final String TRACE_LINKS = "sw-trace-links";
    /** On log records that come from {@code /admin}: whose key it was. The writer notes them as admin actions. */
    public static final String ACTOR = "sw-actor";
    /** Version of the record's schema, a number. */
    public static final String SCHEMA_VERSION = "sw-schema-version";
    /** On log records: which kind it is, so that who only needs that need not read the value. */
    public static final String KIND = "sw-kind";
    /** On dead letters: an error code as in the HTTP error envelope. */
    public static final String ERROR_CODE = "sw-error-code";
    /** On dead letters: what is wrong, for a person. */
    public static final String ERROR_MESSAGE = "sw-error-message";
    /** On dead letters: the field errors as JSON, where there are any. */
    public static final String ERROR_DETAILS = "sw-error-details";
    /** On dead letters: {@code topic-partition@offset} of the record as it was received. */
    public static final String ORIGIN = "sw-origin";
    /** On dead letters: the consumer group that could not handle the record. */
    public static final String STAGE = "sw-stage";
    /** On dead letters whose value was cut to fit: how many bytes it had. */
    public static final String ORIGINAL_SIZE = "sw-original-size";
    /** On dead letters whose value was cut to fit: its SHA-256, in hexadecimal digits. */
    public static final String ORIGINAL_SHA256 = "sw-original-sha256";
    /** On redriven records: how often they were redriven, a number. */
    public static final String REDRIVES = "sw-redrives";
    /** On redriven records: the id of the dead letter, {@code topic-partition-offset}. */
    public static final String REDRIVEN_FROM = "sw-redriven-from";
    /** On webhook retries: not to be sent before this time, milliseconds since the epoch. */
    public static final String NOT_BEFORE = "sw-not-before";

    private RecordHeaders() {}

    public static Headers put(Headers headers, String name, @Nullable String value) {
        headers.remove(name);
        return value == null ? headers : headers.add(name, value.getBytes(StandardCharsets.UTF_8));
    }

    /** The header's text, or null where it is absent. */
    public static @Nullable String text(Headers headers, String name) {
        Header header = headers.lastHeader(name);
        return header == null || header.value() == null ? null : new String(header.value(), StandardCharsets.UTF_8);
    }
}

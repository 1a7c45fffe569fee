package dev.statewave.ingest.deadletters;

import dev.statewave.contract.failure.InvalidRecordException;
import dev.statewave.contract.json.Json;
import dev.statewave.contract.subjectlog.SubjectKey;
import dev.statewave.contract.topics.RecordHeaders;
import dev.statewave.contract.topics.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Objects;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** Reads what a dead letter says of itself. */
final class LetterReader {

    /** Redrives after which a record is quarantined. */
    static final int MAX_REDRIVES = 3;

    private static final Set<String> KEYED_BY_SUBJECT =
            Set.of(Topics.SUBJECT_LOG_DLT, Topics.COMPILE_DLT, Topics.EMBED_DLT);
    /** Whoever reads these takes the last state of a key, and a former one is worth nothing. */
    private static final Set<String> STATE_TOPICS =
            Set.of(Topics.COMMITS_DLT, Topics.COMPILE_RESULTS_DLT, Topics.ROLES_DLT);

    private static final Set<String> TARGETS = Set.of(
            Topics.EPISODES,
            Topics.SUBJECT_LOG,
            Topics.COMPILE,
            Topics.EMBED,
            Topics.RECEIPTS,
            Topics.EVENTS,
            Topics.WEBHOOKS,
            Topics.webhookRetry(1),
            Topics.webhookRetry(2),
            Topics.webhookRetry(3),
            Topics.webhookRetry(4));

    /** Values up to this size are read for the tenant that they name, in bytes. */
    private static final int READ_FOR_TENANT = 64 * 1024;

    private LetterReader() {}

    static Letter read(ConsumerRecord<byte[], byte[]> record) {
        String key = record.key() == null ? null : new String(record.key(), StandardCharsets.UTF_8);
        SubjectKey subject = KEYED_BY_SUBJECT.contains(record.topic()) ? subject(key) : null;
        int redrives = redrives(record);
        return new Letter(
                new LetterPlace(record.topic(), record.partition(), record.offset()).id(),
                Letter.RECORD,
                record.topic(),
                record.partition(),
                record.offset(),
                Instant.ofEpochMilli(record.timestamp()),
                header(record, RecordHeaders.STAGE),
                header(record, RecordHeaders.ERROR_CODE),
                header(record, RecordHeaders.ERROR_MESSAGE),
                RecordHeaders.text(record.headers(), RecordHeaders.ORIGIN),
                key,
                subject == null ? tenant(record, key) : subject.tenantOrNull(),
                subject == null ? null : subject.subject(),
                redrives,
                obstacle(record, redrives),
                record.value() == null ? 0 : record.value().length);
    }

    private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        return Objects.requireNonNullElse(RecordHeaders.text(record.headers(), name), "");
    }

    private static int redrives(ConsumerRecord<byte[], byte[]> record) {
        try {
            return Math.max(0, Integer.parseInt(header(record, RecordHeaders.REDRIVES)));
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    private static @Nullable String obstacle(ConsumerRecord<byte[], byte[]> record, int redrives) {
        if (STATE_TOPICS.contains(record.topic())) {
            return Letter.STATE_TOPIC;
        }
        LetterOrigin origin = LetterOrigin.parse(RecordHeaders.text(record.headers(), RecordHeaders.ORIGIN));
        if (origin == null || !TARGETS.contains(origin.topic())) {
            return Letter.NO_ORIGIN;
        }
        if (RecordHeaders.text(record.headers(), RecordHeaders.ORIGINAL_SIZE) != null) {
            return Letter.VALUE_CUT;
        }
        return redrives >= MAX_REDRIVES ? Letter.QUARANTINED : null;
    }

    private static @Nullable SubjectKey subject(@Nullable String key) {
        try {
            return SubjectKey.parse(key);
        } catch (InvalidRecordException e) {
            return null;
        }
    }

    private static @Nullable String tenant(ConsumerRecord<byte[], byte[]> record, @Nullable String key) {
        String tenant =
                switch (record.topic()) {
                    case Topics.RECEIPTS_DLT -> key;
                    case Topics.EVENTS_DLT -> RecordHeaders.text(record.headers(), "ce_tenantid");
                    case Topics.WEBHOOKS_DLT -> inValue(record, "tenant");
                    case Topics.EPISODES_DLT -> {
                        String header = RecordHeaders.text(record.headers(), "X-Tenant-ID");
                        String event = RecordHeaders.text(record.headers(), "ce_tenantid");
                        yield header != null ? header : event != null ? event : inValue(record, "tenant_id");
                    }
                    default -> null;
                };
        return tenant == null || tenant.isEmpty() ? null : tenant;
    }

    private static @Nullable String inValue(ConsumerRecord<byte[], byte[]> record, String field) {
        byte[] value = record.value();
        if (value == null || value.length > READ_FOR_TENANT) {
            return null;
        }
        try {
            JsonNode tenant = Json.tree(value).path(field);
            return tenant.isString() ? tenant.stringValue() : null;
        } catch (JacksonException e) {
            return null;
        }
    }
}

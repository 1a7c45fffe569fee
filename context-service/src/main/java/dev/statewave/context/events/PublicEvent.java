package dev.statewave.context.events;

import dev.statewave.contract.events.EventTypes;
import dev.statewave.contract.json.Json;
import dev.statewave.contract.topics.RecordHeaders;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * An event as it stands on the topic.
 *
 * @param tenant an empty text for none
 * @param subject null where it is about several
 */
record PublicEvent(
        int partition,
        long offset,
        String id,
        String type,
        String tenant,
        @Nullable String subject,
        String time,
        byte[] data) {

    /** What an event takes in memory besides its data. */
    private static final int OVERHEAD = 400;

    /** Null for a record of another program: the topic is public. */
    static @Nullable PublicEvent of(ConsumerRecord<String, byte[]> record) {
        String id = RecordHeaders.text(record.headers(), "ce_id");
        String type = RecordHeaders.text(record.headers(), "ce_type");
        String time = RecordHeaders.text(record.headers(), "ce_time");
        String tenant = RecordHeaders.text(record.headers(), "ce_tenantid");
        if (id == null || type == null || time == null || record.value() == null || !EventTypes.ALL.contains(type)) {
            return null;
        }
        return new PublicEvent(
                record.partition(),
                record.offset(),
                id,
                type,
                tenant == null ? "" : tenant,
                RecordHeaders.text(record.headers(), "ce_subject"),
                time,
                record.value());
    }

    int bytes() {
        return data.length + OVERHEAD;
    }

    /** @throws tools.jackson.core.JacksonException where the data is no JSON */
    EventBody body() {
        return new EventBody(id, type, tenant.isEmpty() ? null : tenant, subject, time, Json.tree(data));
    }
}

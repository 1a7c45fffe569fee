package dev.statewave.ingest.normalizer;

import dev.statewave.contract.json.Json;
import dev.statewave.contract.rest.ApiException;
import dev.statewave.contract.subjectlog.DerivedId;
import dev.statewave.contract.topics.RecordHeaders;
import io.cloudevents.CloudEvent;
import io.cloudevents.core.format.EventDeserializationException;
import io.cloudevents.jackson.JsonFormat;
import io.cloudevents.kafka.KafkaMessageFactory;
import io.cloudevents.rw.CloudEventRWException;
import java.util.Locale;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * An episode inside of a CloudEvent, in binary or structured content mode. Its data is an episode, or just the payload
 * of one; what the data leaves out is taken from the attributes: subject, source, type, time, and source plus id as the
 * idempotency key, since the two together are unique by the CloudEvents specification.
 */
final class CloudEventEpisode {

    private static final String TENANT_EXTENSION = "tenantid";

    private CloudEventEpisode() {}

    static boolean isOne(Headers headers) {
        String contentType = RecordHeaders.text(headers, "content-type");
        return RecordHeaders.text(headers, "ce_specversion") != null
                || contentType != null && contentType.toLowerCase(Locale.ROOT).startsWith(JsonFormat.CONTENT_TYPE);
    }

    /** @throws ApiException where it is not a CloudEvent with a JSON object as its data */
    static ObjectNode read(Headers headers, byte[] value) {
        CloudEvent event;
        try {
            event = KafkaMessageFactory.createReader(headers, value).toEvent();
        } catch (CloudEventRWException
                | EventDeserializationException
                | IllegalArgumentException
                | IllegalStateException e) {
            throw ApiException.of(422, "invalid_cloud_event", "Not a CloudEvent: " + e.getMessage());
        }
        return episode(event, data(event));
    }

    private static ObjectNode data(CloudEvent event) {
        try {
            JsonNode data =
                    event.getData() == null ? null : Json.tree(event.getData().toBytes());
            if (data instanceof ObjectNode object) {
                return object;
            }
        } catch (JacksonException e) {
            throw ApiException.of(
                    422, "invalid_cloud_event", "The data of the CloudEvent is not JSON: " + e.getOriginalMessage());
        }
        throw ApiException.of(422, "invalid_cloud_event", "The data of the CloudEvent is not a JSON object.");
    }

    private static ObjectNode episode(CloudEvent event, ObjectNode data) {
        ObjectNode episode = data.has("payload") ? data : Json.object().set("payload", data);
        putIfAbsent(episode, "subject_id", event.getSubject());
        putIfAbsent(episode, "source", event.getSource().toString());
        putIfAbsent(episode, "type", event.getType());
        putIfAbsent(
                episode,
                "occurred_at",
                event.getTime() == null ? null : event.getTime().toString());
        Object tenant = event.getExtension(TENANT_EXTENSION);
        putIfAbsent(episode, "tenant_id", tenant == null ? null : tenant.toString());
        if (!episode.hasNonNull("idempotency_key") && !episode.path("metadata").hasNonNull("idempotency_key")) {
            String key = event.getSource() + "#" + event.getId();
            episode.put(
                    "idempotency_key",
                    key.length() <= 256 ? key : DerivedId.of(key).toString());
        }
        return episode;
    }

    private static void putIfAbsent(ObjectNode episode, String name, @Nullable String value) {
        if (value != null && !episode.hasNonNull(name)) {
            episode.put(name, value);
        }
    }
}

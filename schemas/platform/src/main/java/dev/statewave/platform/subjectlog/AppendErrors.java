package dev.statewave.platform.subjectlog;

import dev.statewave.contract.json.Json;
import dev.statewave.contract.rest.ApiException;
import dev.statewave.contract.subjectlog.SubjectRecord.EpisodeRecorded;
import java.util.List;
import org.apache.kafka.clients.producer.BufferExhaustedException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.NotEnoughReplicasAfterAppendException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a failed append means to its caller. A record that Kafka refused was not recorded; one that Kafka did not
 * confirm in time may have been, and the answer says so and names the keys under which a repeat records nothing twice.
 */
final class AppendErrors {

    private AppendErrors() {}

    /** @param sent whether the record was handed to the network, so that Kafka may have it */
    static ApiException of(Throwable failure, boolean sent, List<LogEntry> entries) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            switch (cause) {
                case RecordTooLargeException large -> {
                    return ApiException.tooLarge("The record is larger than Kafka takes.");
                }
                case AuthorizationException refused -> {
                    return notRecorded();
                }
                // Also a time-out in name; it stands for a full buffer and for missing metadata before anything was
                // sent.
                case BufferExhaustedException full -> {
                    return notRecorded();
                }
                case NotEnoughReplicasAfterAppendException doubtful -> {
                    return unknown(entries);
                }
                case TimeoutException late -> {
                    return sent ? unknown(entries) : notRecorded();
                }
                default -> {}
            }
        }
        return sent ? unknown(entries) : notRecorded();
    }

    static ApiException notRecorded() {
        return ApiException.unavailable("kafka", "Kafka does not take records at the moment; nothing was recorded.");
    }

    private static ApiException unknown(List<LogEntry> entries) {
        ObjectNode details = Json.object();
        var keys = details.putArray("idempotency_keys");
        var ids = details.putArray("episode_ids");
        for (LogEntry entry : entries) {
            if (entry.record() instanceof EpisodeRecorded episode) {
                ids.add(episode.id().toString());
                if (episode.idempotencyKey() != null) {
                    keys.add(episode.idempotencyKey());
                }
            }
        }
        return ApiException.unconfirmed(
                "Kafka did not confirm the write in time; it may have been recorded. A repeat with the same "
                        + "idempotency key records nothing twice.",
                ids.isEmpty() ? null : details);
    }
}

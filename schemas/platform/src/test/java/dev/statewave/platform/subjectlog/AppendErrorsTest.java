package dev.statewave.platform.subjectlog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.statewave.contract.json.Json;
import dev.statewave.contract.rest.ApiException;
import dev.statewave.contract.subjectlog.SubjectKey;
import dev.statewave.contract.subjectlog.SubjectRecord.EpisodeRecorded;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.errors.NotEnoughReplicasAfterAppendException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.junit.jupiter.api.Test;

class AppendErrorsTest {

    private static final UUID ID = UUID.randomUUID();
    private static final List<LogEntry> ENTRIES = List.of(new LogEntry(
            SubjectKey.of(null, "user:1"),
            new EpisodeRecorded(
                    ID,
                    "chat",
                    "message",
                    Json.object(),
                    null,
                    null,
                    null,
                    "key-1",
                    Instant.EPOCH,
                    Instant.EPOCH,
                    null)));

    @Test
    void recordThatKafkaDidNotConfirm_isSaidToBeUnknownWithItsKey() {
        ApiException answer = AppendErrors.of(new ExecutionException(new TimeoutException("expired")), true, ENTRIES);

        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.code()).isEqualTo("write_unconfirmed");
        assertThat(answer.getMessage()).doesNotContain("nothing was recorded");
        assertThat(Json.text(answer.details())).contains("key-1").contains(ID.toString());
    }

    @Test
    void recordThatWasAppendedOnTooFewReplicas_isSaidToBeUnknown() {
        ApiException answer = AppendErrors.of(
                new ExecutionException(new NotEnoughReplicasAfterAppendException("one replica")), true, ENTRIES);

        assertThat(answer.code()).isEqualTo("write_unconfirmed");
    }

    @Test
    void recordThatWasNeverSent_isSaidNotToBeRecorded() {
        ApiException answer = AppendErrors.of(new TimeoutException("no metadata"), false, ENTRIES);

        assertThat(answer.code()).isEqualTo("kafka_unavailable");
        assertThat(answer.getMessage()).contains("nothing was recorded");
    }

    @Test
    void recordThatKafkaRefused_isSaidNotToBeRecorded() {
        assertThat(AppendErrors.of(new ExecutionException(new TopicAuthorizationException("no")), true, ENTRIES)
                        .code())
                .isEqualTo("kafka_unavailable");
        assertThat(AppendErrors.of(new ExecutionException(new RecordTooLargeException("big")), true, ENTRIES)
                        .status())
                .isEqualTo(413);
    }
}

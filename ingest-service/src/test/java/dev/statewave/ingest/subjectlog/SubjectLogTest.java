package dev.statewave.ingest.subjectlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.statewave.contract.rest.ApiException;
import dev.statewave.contract.subjectlog.LogPosition;
import dev.statewave.contract.subjectlog.SubjectKey;
import dev.statewave.contract.subjectlog.SubjectRecord.SubjectDeleted;
import dev.statewave.platform.subjectlog.LogEntry;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class SubjectLogTest {

    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final SubjectKey KEY = SubjectKey.of("acme", "user:1");
    private static final SubjectDeleted RECORD = new SubjectDeleted(FakeWriteSide.NOW);

    private final FakeWriteSide side = new FakeWriteSide();

    @Test
    void recordThatTheWriterCommits_isPersisted() {
        side.persist();

        var appended = side.subjectLog.appendAndAwait(KEY, RECORD, null).block(LIMIT);

        assertThat(appended.persisted()).isTrue();
        assertThat(appended.position()).isEqualTo(new LogPosition(0, 0));
        assertThat(side.appended()).containsExactly(RECORD);
        assertThat(side.key()).isEqualTo("acme/user:1");
    }

    @Test
    void recordThatTheWriterDoesNotCommitInTime_isAppendedAndNotPersisted() {
        var appended = side.subjectLog.appendAndAwait(KEY, RECORD, null).block(LIMIT);

        assertThat(appended.persisted()).isFalse();
        assertThat(side.appended()).containsExactly(RECORD);
    }

    @Test
    void severalRecords_arePersistedWhenAllAre() {
        List<LogEntry> entries = List.of(new LogEntry(KEY, RECORD), new LogEntry(KEY, RECORD));

        assertThat(side.subjectLog.appendAllAndAwait(entries, null).block(LIMIT).persisted())
                .isFalse();
        side.persist();

        var appended = side.subjectLog.appendAllAndAwait(entries, null).block(LIMIT);
        assertThat(appended.persisted()).isTrue();
        assertThat(appended.positions()).hasSize(2);
    }

    @Test
    void appendAll_doesNotWaitForTheWriter() {
        side.persist();

        var appended = side.subjectLog
                .appendAll(List.of(new LogEntry(KEY, RECORD)), null)
                .block(LIMIT);

        assertThat(appended.persisted()).isFalse();
    }

    @Test
    void refusedRecord_isNotWaitedFor() {
        side.refuse();

        assertThatThrownBy(
                        () -> side.subjectLog.appendAndAwait(KEY, RECORD, null).block(LIMIT))
                .isInstanceOfSatisfying(
                        ApiException.class, answer -> assertThat(answer.code()).isEqualTo("kafka_unavailable"));
    }
}

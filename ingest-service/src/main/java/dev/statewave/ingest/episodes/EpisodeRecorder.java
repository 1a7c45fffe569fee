package dev.statewave.ingest.episodes;

import dev.statewave.contract.json.WireTime;
import dev.statewave.contract.rest.EpisodeBody;
import dev.statewave.contract.rest.EpisodeInput;
import dev.statewave.contract.subjectlog.LogPosition;
import dev.statewave.contract.subjectlog.SubjectRecord;
import dev.statewave.contract.subjectlog.SubjectRecord.EpisodeRecorded;
import dev.statewave.ingest.redaction.RedactionPolicy;
import dev.statewave.ingest.subjectlog.SubjectLog;
import dev.statewave.platform.subjectlog.LogEntry;
import dev.statewave.platform.tracing.TraceSpan;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * Appends episodes to the subject log and waits until they are readable. An episode with a repeated idempotency key is
 * appended too: only the writer sees the order of the log, so it decides which one is the repeat.
 */
@Component
public class EpisodeRecorder {

    private static final Logger log = LoggerFactory.getLogger(EpisodeRecorder.class);

    private final SubjectLog subjectLog;
    private final EpisodeRepository stored;
    private final RedactionPolicy redaction;
    private final Clock clock;
    private final Counter accepted;

    EpisodeRecorder(
            SubjectLog subjectLog,
            EpisodeRepository stored,
            RedactionPolicy redaction,
            Clock clock,
            MeterRegistry metrics) {
        this.subjectLog = subjectLog;
        this.stored = stored;
        this.redaction = redaction;
        this.clock = clock;
        this.accepted = Counter.builder("statewave.episodes.accepted")
                .description("Episodes that Kafka has taken over REST")
                .register(metrics);
    }

    Mono<Recorded> recordBatch(
            List<EpisodeInput> inputs, @Nullable String tenant, @Nullable String requestId, boolean async) {
        var batch = new SubjectRecord.Batch(UUID.randomUUID(), inputs.size());
        return TraceSpan.around("create_episodes_batch", record(inputs, tenant, requestId, async, batch));
    }

    /** @param async answer as soon as Kafka has them */
    public Mono<Recorded> record(
            List<EpisodeInput> inputs, @Nullable String tenant, @Nullable String requestId, boolean async) {
        return record(inputs, tenant, requestId, async, null);
    }

    private Mono<Recorded> record(
            List<EpisodeInput> inputs,
            @Nullable String tenant,
            @Nullable String requestId,
            boolean async,
            SubjectRecord.@Nullable Batch batch) {
        Instant now = WireTime.micros(clock.instant());
        List<LogEntry> entries = IntStream.range(0, inputs.size())
                .mapToObj(i -> entry(redaction.apply(inputs.get(i), tenant), tenant, now, i, batch))
                .toList();
        var appended =
                async ? subjectLog.appendAll(entries, requestId) : subjectLog.appendAllAndAwait(entries, requestId);
        return appended.doOnNext(done -> accepted.increment(done.positions().size()))
                .flatMap(done -> done.persisted() ? persisted(entries, done.positions()) : Mono.just(notYet(entries)));
    }

    /**
     * What happened at no given time happened in the order of the batch. Times that were equal would leave the order of
     * a timeline to the ids.
     */
    private static LogEntry entry(
            EpisodeInput input, @Nullable String tenant, Instant now, int place, SubjectRecord.@Nullable Batch batch) {
        Instant otherwise = now.plus(place, ChronoUnit.MICROS);
        return new LogEntry(input.key(tenant), input.recorded(tenant, now, otherwise, batch));
    }

    private static Recorded notYet(List<LogEntry> entries) {
        return new Recorded(
                false,
                entries.size(),
                entries.stream().map(EpisodeRecorder::body).toList());
    }

    private Mono<Recorded> persisted(List<LogEntry> entries, List<LogPosition> positions) {
        List<UUID> keyed = entries.stream()
                .map(entry -> (EpisodeRecorded) entry.record())
                .filter(episode -> episode.idempotencyKey() != null)
                .map(EpisodeRecorded::id)
                .distinct()
                .toList();
        if (keyed.isEmpty()) {
            return Mono.just(new Recorded(
                    true,
                    entries.size(),
                    entries.stream().map(EpisodeRecorder::body).toList()));
        }
        return stored.find(entries.getFirst().key().tenant(), keyed)
                .collectMap(found -> found.episode().id(), Function.identity())
                .map(found -> withStored(entries, positions, found))
                .onErrorResume(e -> {
                    // The episodes are persisted; only whether they were new is unknown now.
                    log.warn("Stored episodes cannot be read back: {}", e.toString());
                    return Mono.just(notYet(entries));
                });
    }

    private static Recorded withStored(
            List<LogEntry> entries, List<LogPosition> positions, Map<UUID, EpisodeRepository.StoredEpisode> found) {
        int created = 0;
        var bodies = new ArrayList<EpisodeBody>(entries.size());
        for (int i = 0; i < entries.size(); i++) {
            var episode = (EpisodeRecorded) entries.get(i).record();
            var first = episode.idempotencyKey() == null ? null : found.get(episode.id());
            created += first == null || first.position().equals(positions.get(i)) ? 1 : 0;
            bodies.add(first == null ? body(entries.get(i)) : first.episode());
        }
        return new Recorded(true, created, bodies);
    }

    private static EpisodeBody body(LogEntry entry) {
        return EpisodeBody.of(entry.key().subject(), (EpisodeRecorded) entry.record());
    }
}

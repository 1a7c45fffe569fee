package dev.statewave.worker.writer;

import dev.statewave.contract.audit.AdminAction;
import dev.statewave.contract.compile.CompileCommand;
import dev.statewave.contract.events.EventTypes;
import dev.statewave.contract.events.StatewaveEvent;
import dev.statewave.contract.failure.ReadAgainException;
import dev.statewave.contract.json.Json;
import dev.statewave.contract.subjectlog.SubjectKey;
import dev.statewave.contract.subjectlog.SubjectRecord.Batch;
import dev.statewave.contract.subjectlog.SubjectRecord.CompileRequested;
import dev.statewave.contract.subjectlog.SubjectRecord.EpisodeRecorded;
import dev.statewave.contract.subjectlog.SubjectRecord.HealthObserved;
import dev.statewave.contract.subjectlog.SubjectRecord.ImportCompleted;
import dev.statewave.contract.subjectlog.SubjectRecord.ImportPart;
import dev.statewave.contract.subjectlog.SubjectRecord.LabelsPromoted;
import dev.statewave.contract.subjectlog.SubjectRecord.LabelsSet;
import dev.statewave.contract.subjectlog.SubjectRecord.MemoriesUsed;
import dev.statewave.contract.subjectlog.SubjectRecord.MemoryExpirySet;
import dev.statewave.contract.subjectlog.SubjectRecord.RebuildRequested;
import dev.statewave.contract.subjectlog.SubjectRecord.ResolutionRecorded;
import dev.statewave.contract.subjectlog.SubjectRecord.SubjectDeleted;
import dev.statewave.platform.postgres.ScopedTransactions;
import dev.statewave.platform.postgres.TenantScope;
import dev.statewave.worker.freshness.Freshness;
import dev.statewave.worker.store.SubjectLock;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/**
 * Applies a stretch of one partition of the log to the database: in order, in one transaction with its position, once.
 */
@Component
class LogWriter {

    private final ScopedTransactions transactions;
    private final JdbcClient database;
    private final LogPositionRepository positions;
    private final EpisodeRepository episodes;
    private final UncompiledSubjectRepository uncompiled;
    private final BatchRepository batches;
    private final SubjectEraser eraser;
    private final HealthRepository health;
    private final ImportWriter imports;
    private final SubjectLock lock;
    private final LabelRepository labels;
    private final ExpiryRepository expiry;
    private final UseRepository uses;
    private final AdminActionRepository actions;
    private final Freshness freshness;
    private final LogContinuity continuity;
    private final Counter persisted;

    LogWriter(
            ScopedTransactions transactions,
            JdbcClient database,
            LogPositionRepository positions,
            EpisodeRepository episodes,
            UncompiledSubjectRepository uncompiled,
            BatchRepository batches,
            SubjectEraser eraser,
            HealthRepository health,
            ImportWriter imports,
            SubjectLock lock,
            LabelRepository labels,
            ExpiryRepository expiry,
            UseRepository uses,
            AdminActionRepository actions,
            Freshness freshness,
            LogContinuity continuity,
            MeterRegistry metrics) {
        this.transactions = transactions;
        this.database = database;
        this.positions = positions;
        this.episodes = episodes;
        this.uncompiled = uncompiled;
        this.batches = batches;
        this.eraser = eraser;
        this.health = health;
        this.imports = imports;
        this.lock = lock;
        this.labels = labels;
        this.expiry = expiry;
        this.uses = uses;
        this.actions = actions;
        this.freshness = freshness;
        this.continuity = continuity;
        this.persisted = Counter.builder("statewave.episodes.persisted")
                .description("Episodes written to the database")
                .register(metrics);
    }

    /** @param episodes that were not there before */
    private record Applied(int episodes, List<LogEntry> entries) {}

    /** By partition, the offset that is applied next; those of which nothing was applied are not in it. */
    Map<Integer, Long> positions() {
        return transactions.in(TenantScope.ALL, positions::all);
    }

    /**
     * Entries that were applied before are skipped.
     *
     * @throws ReadAgainException where the database does not have all that stands before the stretch
     */
    void write(LogStretch stretch) {
        // All tenants: a stretch of the log holds records of many.
        Applied applied = transactions.in(TenantScope.ALL, () -> {
            long from = positions.lock(stretch.partition());
            continuity.require(stretch, from);
            if (from >= stretch.next()) {
                return new Applied(0, List.of());
            }
            var told = new ArrayList<StatewaveEvent>();
            List<LogEntry> entries = stretch.entries().stream()
                    .filter(entry -> entry.position().offset() >= from)
                    .toList();
            int episodes = apply(entries, told);
            positions.advance(stretch.partition(), stretch.next(), told);
            return new Applied(episodes, entries);
        });
        continuity.applied(stretch);
        persisted.increment(applied.episodes());
        if (applied.episodes() > 0) {
            freshness.readable(applied.entries().stream()
                    .map(LogEntry::record)
                    .filter(EpisodeRecorded.class::isInstance)
                    .map(record -> ((EpisodeRecorded) record).createdAt()));
        }
    }

    // Runs of episodes go in together. A delete ends a run, because it erases what stands before it and nothing else;
    // so does an import, which may ask whether the subject is empty.
    private int apply(List<LogEntry> entries, List<StatewaveEvent> told) {
        var run = new ArrayList<LogEntry>();
        var batched = new ArrayList<LogEntry>();
        var waiting = new HashMap<SubjectKey, Long>();
        int count = 0;
        for (LogEntry entry : entries) {
            switch (entry.record()) {
                case EpisodeRecorded episode -> run.add(entry);
                case CompileRequested request ->
                    insertJob(entry, request.jobId(), request.mode(), request.requestedAt());
                case RebuildRequested request -> {
                    insertJob(entry, request.jobId(), CompileCommand.REBUILD, request.requestedAt());
                    actions.note(
                            entry,
                            AdminAction.SUBJECT_REBUILD,
                            entry.key().subject(),
                            Json.object().put("job_id", request.jobId()));
                }
                case ResolutionRecorded resolution -> upsert(entry, resolution);
                case HealthObserved observed -> health.observe(entry, observed).ifPresent(told::add);
                case ImportPart part -> imports.stage(entry, part);
                case ImportCompleted completed -> {
                    count += insert(run, batched, waiting, told);
                    run.clear();
                    ImportWriter.Imported imported = imports.complete(entry, completed);
                    count += imported.episodes();
                    if (imported.lastUncompiled() >= 0) {
                        waiting.merge(entry.key(), imported.lastUncompiled(), Math::max);
                    }
                }
                case LabelsSet replaced -> labels.set(entry, replaced);
                case LabelsPromoted promoted -> labels.promote(entry, promoted);
                case MemoryExpirySet end -> expiry.set(entry, end);
                case MemoriesUsed used -> uses.note(entry, used);
                case SubjectDeleted deletion -> {
                    count += insert(run, batched, waiting, told);
                    run.clear();
                    erase(entry, deletion, told);
                    waiting.remove(entry.key());
                }
            }
        }
        count += insert(run, batched, waiting, told);
        countBatches(batched, told);
        uncompiled.note(waiting);
        return count;
    }

    private int insert(
            List<LogEntry> run, List<LogEntry> batched, Map<SubjectKey, Long> waiting, List<StatewaveEvent> told) {
        if (run.isEmpty()) {
            return 0;
        }
        List<LogEntry> inserted = episodes.insert(run);
        for (LogEntry entry : inserted) {
            waiting.put(entry.key(), entry.position().offset());
            var episode = (EpisodeRecorded) entry.record();
            if (episode.batch() == null) {
                told.add(event(
                        entry,
                        EventTypes.EPISODE_CREATED,
                        episode.createdAt(),
                        Json.object()
                                .put("id", episode.id().toString())
                                .put("subject_id", entry.key().subject())));
            }
        }
        batched.addAll(run);
        return inserted.size();
    }

    private void countBatches(List<LogEntry> run, List<StatewaveEvent> told) {
        // At the end and in the order of their ids, so that two writers that count the same batches cannot deadlock.
        var byBatch = new TreeMap<Batch, List<LogEntry>>(
                Comparator.comparing(Batch::id).thenComparing(Batch::size));
        for (LogEntry entry : run) {
            Batch batch = ((EpisodeRecorded) entry.record()).batch();
            if (batch != null) {
                byBatch.computeIfAbsent(batch, first -> new ArrayList<>()).add(entry);
            }
        }
        byBatch.forEach((batch, part) -> batches.count(
                        batch, part.stream().map(entry -> entry.key().subject()).toList())
                .ifPresent(complete -> told.add(batchCreated(complete, part.getLast()))));
    }

    private static StatewaveEvent batchCreated(BatchRepository.Complete complete, LogEntry last) {
        ObjectNode data = Json.object().put("count", complete.batch().size());
        data.putPOJO("subject_ids", complete.subjects());
        return new StatewaveEvent(
                UUID.randomUUID(),
                EventTypes.EPISODES_BATCH_CREATED,
                last.key().tenantOrNull(),
                null,
                ((EpisodeRecorded) last.record()).createdAt(),
                data,
                last.requestId(),
                last.traceparent());
    }

    private void erase(LogEntry entry, SubjectDeleted deletion, List<StatewaveEvent> told) {
        SubjectEraser.Erased erased = eraser.erase(entry, deletion.deletedAt());
        actions.note(
                entry,
                AdminAction.SUBJECT_DELETE,
                entry.key().subject(),
                Json.object().put("episodes_deleted", erased.episodes()).put("memories_deleted", erased.memories()));
        if (erased.episodes() + erased.memories() > 0) {
            told.add(event(
                    entry,
                    EventTypes.SUBJECT_DELETED,
                    deletion.deletedAt(),
                    Json.object()
                            .put("subject_id", entry.key().subject())
                            .put("episodes_deleted", erased.episodes())
                            .put("memories_deleted", erased.memories())));
        }
    }

    private void insertJob(LogEntry entry, String jobId, String mode, Instant requestedAt) {
        database.sql("""
                        INSERT INTO compile_jobs (job_id, tenant_id, subject_id, mode, status, request_id, created_at)
                        VALUES (?, ?, ?, ?, 'pending', ?, ?) ON CONFLICT DO NOTHING""")
                .param(jobId)
                .param(entry.key().tenant())
                .param(entry.key().subject())
                .param(mode)
                .param(entry.requestId())
                .param(Timestamp.from(requestedAt))
                .update();
    }

    private void upsert(LogEntry entry, ResolutionRecorded resolution) {
        Timestamp at = Timestamp.from(resolution.recordedAt());
        ResolutionState state = ResolutionState.of(resolution.status());
        // Readers keep resolutions with the memories of a subject.
        lock.take(entry.key());
        Timestamp resolvedAt = state == ResolutionState.RESOLVED ? at : null;
        database.sql("""
                        INSERT INTO resolutions (id, tenant_id, subject_id, session_id, status, resolution_summary,
                                                 metadata, resolved_at, created_at, updated_at)
                        VALUES (:id, :tenant, :subject, :session, :status, :summary, :metadata::json,
                                :resolved, :at, :at)
                        ON CONFLICT (subject_id, tenant_id, session_id) DO UPDATE
                        SET status = excluded.status, resolution_summary = excluded.resolution_summary,
                            metadata = excluded.metadata, resolved_at = excluded.resolved_at,
                            updated_at = excluded.updated_at""")
                .param("id", resolution.id())
                .param("tenant", entry.key().tenant())
                .param("subject", entry.key().subject())
                .param("session", resolution.sessionId())
                .param("status", state.text())
                .param("summary", resolution.resolutionSummary())
                .param("metadata", resolution.metadata().toString())
                .param("resolved", resolvedAt)
                .param("at", at)
                .update();
    }

    private static StatewaveEvent event(LogEntry entry, String type, Instant time, ObjectNode data) {
        return new StatewaveEvent(
                UUID.randomUUID(),
                type,
                entry.key().tenantOrNull(),
                entry.key().subject(),
                time,
                data,
                entry.requestId(),
                entry.traceparent());
    }
}

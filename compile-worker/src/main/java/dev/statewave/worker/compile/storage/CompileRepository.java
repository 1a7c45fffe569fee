package dev.statewave.worker.compile.storage;

import dev.statewave.contract.events.EventTypes;
import dev.statewave.contract.events.StatewaveEvent;
import dev.statewave.contract.json.Json;
import dev.statewave.contract.json.WireTime;
import dev.statewave.contract.subjectlog.LogPosition;
import dev.statewave.contract.subjectlog.SubjectKey;
import dev.statewave.platform.postgres.ScopedTransactions;
import dev.statewave.platform.postgres.TenantScope;
import dev.statewave.platform.tracing.TraceSpan;
import dev.statewave.worker.EmbeddingProvider;
import dev.statewave.worker.WorkerSettings;
import dev.statewave.worker.compile.Compiled;
import dev.statewave.worker.compile.MemoryDraft;
import dev.statewave.worker.compile.PendingEpisode;
import dev.statewave.worker.events.EventEmitter;
import dev.statewave.worker.store.SubjectLock;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;
import org.springframework.stereotype.Component;

/**
 * What a compile reads and stores. Each public method is a transaction of its own and none spans the work of a
 * compiler.
 */
@Component
public class CompileRepository {

    /** Episodes that are compiled together. */
    static final int BATCH = 500;

    private final JdbcClient database;
    private final MemoryRows rows;
    private final MemoryRepository memories;
    private final FormerMemoryRepository former;
    private final CompiledLabelRepository labels;
    private final FallbackRepository fallbacks;
    private final ScopedTransactions transactions;
    private final SubjectLock lock;
    private final EventEmitter events;
    private final Clock clock;
    private final boolean embeds;

    CompileRepository(
            JdbcClient database,
            MemoryRows rows,
            MemoryRepository memories,
            FormerMemoryRepository former,
            CompiledLabelRepository labels,
            FallbackRepository fallbacks,
            ScopedTransactions transactions,
            SubjectLock lock,
            EventEmitter events,
            Clock clock,
            WorkerSettings settings) {
        this.database = database;
        this.rows = rows;
        this.memories = memories;
        this.former = former;
        this.labels = labels;
        this.fallbacks = fallbacks;
        this.transactions = transactions;
        this.lock = lock;
        this.events = events;
        this.clock = clock;
        this.embeds = settings.embeddingProvider() != EmbeddingProvider.NONE;
    }

    /** Whether the writer has committed the log up to and with this place. */
    public boolean committed(LogPosition position) {
        return database.sql("SELECT next_offset FROM log_positions WHERE log_partition = ?")
                        .param(position.partition())
                        .query(Long.class)
                        .optional()
                        .orElse(0L)
                > position.offset();
    }

    /** The offset up to which the subject is compiled; -1 where it never was. */
    public long compiledThrough(SubjectKey key) {
        String sql = """
                SELECT compiled_through FROM subject_compiles WHERE subject_id = :subject AND tenant_id = :tenant""";
        return inScope(
                key, () -> statement(key, sql).query(Long.class).optional().orElse(-1L));
    }

    /**
     * The oldest episodes to be compiled after one offset, up to and with another: {@link #BATCH}, or fewer where they
     * are large, and at least one where there is any.
     */
    public List<PendingEpisode> pending(SubjectKey key, long after, long through) {
        return episodes(key, after, through, " AND already_compiled IS NOT TRUE");
    }

    /** As {@link #pending}, and with those whose memories came with them. */
    public List<PendingEpisode> all(SubjectKey key, long after, long through) {
        return episodes(key, after, through, "");
    }

    private List<PendingEpisode> episodes(SubjectKey key, long after, long through, String condition) {
        String sql = """
                SELECT id, source, payload, occurred_at, created_at, log_offset FROM episodes
                WHERE subject_id = :subject AND tenant_id = :tenant AND log_offset > :after AND log_offset <= :through%s
                ORDER BY log_offset LIMIT :batch""".formatted(condition);
        return inScope(key, () -> statement(key, sql)
                .param("after", after)
                .param("through", through)
                .param("batch", BATCH)
                .withFetchSize(PendingEpisodeRows.FETCHED)
                .query(PendingEpisodeRows::read));
    }

    public int countPending(SubjectKey key, long through) {
        return inScope(
                key, () -> countEpisodes(key, compiledThrough(key), through, " AND already_compiled IS NOT TRUE"));
    }

    /**
     * Stores what was made of some episodes, marks these compiled, and retires what the new memories contradict.
     *
     * @param after where the subject was compiled to when the episodes were read
     * @param through where it is compiled to now
     * @return false where somebody else has compiled or erased the subject meanwhile, so that nothing was stored
     */
    public boolean store(
            SubjectKey key,
            long after,
            long through,
            List<PendingEpisode> episodes,
            Compiled compiled,
            @Nullable String requestId) {
        List<MemoryRows.Row> made = rows.of(compiled);
        return inScope(key, () -> {
            lock.take(key);
            if (compiledThrough(key) != after || existing(episodes).size() != episodes.size()) {
                return false;
            }
            Instant now = WireTime.micros(clock.instant());
            add(key, compiled, made, episode -> now, now);
            memories.supersedeContradicted(key, compiled.memories(), MemoryRepository.Order.WRITTEN, now);
            markCompiled(key, through, now, !made.isEmpty());
            tell(key, compiled.memories().size(), now, requestId);
            return true;
        });
    }

    /**
     * Replaces what a lesser compiler made of some episodes by what the one that is set has made of them now. What is
     * replaced is retired and not deleted: it may have been answered with, so the timeline goes on showing it and when
     * it was held.
     *
     * @param compiled of episodes that were noted for another try; those that are not noted any more are passed over
     * @return how many memories came in
     */
    public int recompile(SubjectKey key, Compiled compiled, Set<UUID> episodes, @Nullable String requestId) {
        List<MemoryRows.Row> made = rows.of(compiled);
        return inScope(key, () -> {
            lock.take(key);
            Set<UUID> taken = fallbacks.take(episodes);
            if (taken.isEmpty()) {
                return 0;
            }
            Compiled wanted = compiled.only(taken);
            Set<UUID> split = memories.withPassages(key, taken);
            List<MemoryRows.Row> wantedRows = made.stream()
                    .filter(row -> taken.containsAll(row.sources()))
                    .filter(row -> !row.isPassage() || !split.containsAll(row.sources()))
                    .toList();
            Instant now = WireTime.micros(clock.instant());
            var known = labels.of(key, taken);
            Map<UUID, Instant> before = memories.retireFallbacks(key, taken, now);
            // As old as what they replace, so that they do not count as newer than what came in since.
            add(key, wanted, wantedRows, episode -> before.getOrDefault(episode, now), now);
            labels.carryOver(wantedRows, known);
            memories.supersedeContradicted(key, wanted.memories(), MemoryRepository.Order.HELD, now);
            tell(key, wanted.memories().size(), now, requestId);
            return wanted.memories().size();
        });
    }

    /**
     * Replaces everything that came from compiling and whose episodes are there, in one step: until then the old
     * memories are seen, and if it fails they stay. A memory that was made again keeps its id, its vectors, its labels
     * and its times; what was not made again moves to the history and is not retired, because a rebuild replaces a
     * whole derivation, of which its operator does not want two. Each new memory is as old as what its episode had led
     * to before, and has the labels of an old one with its words, and those that were promoted for its episode and fit
     * it too.
     *
     * @param parts what was made of the subject's episodes, in their order
     * @param episodes the episodes behind it with the times at which they came in
     * @param through the last offset of these episodes
     * @return how many memories there are; empty where somebody else has changed the episodes meanwhile, so that
     *     nothing was replaced
     */
    public OptionalInt rebuild(
            SubjectKey key,
            List<Compiled> parts,
            Map<UUID, Instant> episodes,
            long through,
            @Nullable String requestId) {
        List<List<MemoryRows.Row>> made = parts.stream().map(rows::of).toList();
        return inScope(key, () -> {
            lock.take(key);
            if (compiledThrough(key) > through || countEpisodes(key, through) != episodes.size()) {
                return OptionalInt.empty();
            }
            Instant now = WireTime.micros(clock.instant());
            Map<UUID, Instant> before = memories.oldest(key);
            var known = labels.of(key);
            var matched = FormerMemories.match(former.all(key), made, parts);
            former.begin(key, matched);
            fallbacks.delete(key);
            deleteEmptyMarks(key);
            int count = 0;
            for (FormerMemories.Part part : matched.parts()) {
                for (FormerMemories.Run run : part.runs()) {
                    if (run.known()) {
                        former.replace(run.rows(), matched.keepsOrder());
                    } else {
                        memories.insert(
                                key, run.rows(), episode -> before.getOrDefault(episode, episodes.get(episode)), now);
                    }
                }
                mark(key, part.compiled(), now);
                List<MemoryDraft> drafts = part.compiled().memories();
                memories.supersedeContradicted(
                        key, drafts, MemoryRepository.Order.WRITTEN, earliest(drafts, episodes, now), now);
                part.runs().forEach(run -> labels.carryOver(run.rows(), known));
                count += drafts.size();
            }
            former.end(key, matched, now);
            markCompiled(key, through, now, matched.changed());
            if (matched.changed()) {
                tell(key, count, now, requestId);
            }
            return OptionalInt.of(count + former.underivable(key));
        });
    }

    /** When the first of the episodes behind some memories came in. */
    private static Instant earliest(List<MemoryDraft> memories, Map<UUID, Instant> episodes, Instant now) {
        return memories.stream()
                .map(memory -> episodes.getOrDefault(memory.sources().getFirst(), now))
                .min(Instant::compareTo)
                .orElse(now);
    }

    private void deleteEmptyMarks(SubjectKey key) {
        String sql = """
                DELETE FROM episodes_without_memory w USING episodes e
                WHERE e.id = w.episode_id AND e.subject_id = :subject AND e.tenant_id = :tenant""";
        statement(key, sql).update();
    }

    public int countEpisodes(SubjectKey key, long through) {
        return inScope(key, () -> countEpisodes(key, -1, through, ""));
    }

    private int countEpisodes(SubjectKey key, long after, long through, String condition) {
        return statement(key, """
                        SELECT count(*) FROM episodes
                        WHERE subject_id = :subject AND tenant_id = :tenant
                          AND log_offset > :after AND log_offset <= :through""" + condition)
                .param("after", after)
                .param("through", through)
                .query(Integer.class)
                .single();
    }

    private void add(
            SubjectKey key,
            Compiled compiled,
            List<MemoryRows.Row> made,
            Function<UUID, Instant> createdAt,
            Instant now) {
        memories.insert(key, made, createdAt, now);
        mark(key, compiled, now);
    }

    /** Notes what came to nothing, and what a lesser compiler took. */
    private void mark(SubjectKey key, Compiled compiled, Instant now) {
        compiled.empty().forEach((episode, reason) -> database.sql(
                        "INSERT INTO episodes_without_memory (episode_id, reason) VALUES (?, ?)")
                .param(episode)
                .param(reason)
                .update());
        fallbacks.note(key, compiled.fallbacks(), now);
    }

    private void tell(SubjectKey key, int created, Instant now, @Nullable String requestId) {
        events.emit(List.of(new StatewaveEvent(
                UUID.randomUUID(),
                EventTypes.MEMORIES_COMPILED,
                key.tenantOrNull(),
                key.subject(),
                now,
                Json.object().put("subject_id", key.subject()).put("memories_created", created),
                requestId,
                TraceSpan.current().traceparent())));
    }

    /** Hands all memories that no explicit compile has reported yet to this job; the same ones again for a repeat. */
    public int report(SubjectKey key, String jobId) {
        String mark = """
                UPDATE memories SET reported_by = :job
                WHERE subject_id = :subject AND tenant_id = :tenant AND reported_by IS NULL AND kind <> 'passage'""";
        return inScope(key, () -> {
            lock.take(key);
            statement(key, mark).param("job", jobId).update();
            return database.sql("SELECT count(*) FROM memories WHERE reported_by = ? AND tenant_id = ?")
                    .param(jobId)
                    .param(key.tenant())
                    .query(Integer.class)
                    .single();
        });
    }

    private StatementSpec statement(SubjectKey key, String sql) {
        return database.sql(sql).param("subject", key.subject()).param("tenant", key.tenant());
    }

    private <T> T inScope(SubjectKey key, Supplier<T> work) {
        return transactions.in(TenantScope.of(key.tenant()), work);
    }

    private Set<UUID> existing(List<PendingEpisode> episodes) {
        return new HashSet<>(database.sql("SELECT id FROM episodes WHERE id = ANY (?)")
                .param(episodes.stream().map(PendingEpisode::id).toArray(UUID[]::new))
                .query(UUID.class)
                .list());
    }

    /** @param made whether there are memories that wait for their vectors now */
    private void markCompiled(SubjectKey key, long through, Instant now, boolean made) {
        statement(key, """
                        INSERT INTO subject_compiles (
                            tenant_id, subject_id, compiled_through, compiled_at, unembedded_since)
                        VALUES (:tenant, :subject, :through, :now,
                            CASE WHEN :made THEN :now::timestamptz END)
                        ON CONFLICT (subject_id, tenant_id) DO UPDATE
                        SET compiled_through = excluded.compiled_through, compiled_at = excluded.compiled_at,
                            unembedded_since = coalesce(
                                subject_compiles.unembedded_since, excluded.unembedded_since)""")
                .param("made", made && embeds)
                .param("through", through)
                .param("now", Timestamp.from(now))
                .update();
        String waited = """
                DELETE FROM uncompiled_subjects
                WHERE subject_id = :subject AND tenant_id = :tenant AND last_offset <= :through""";
        // What came in meanwhile waits since now, or a little longer.
        String waits = """
                UPDATE uncompiled_subjects SET waiting_since = now()
                WHERE subject_id = :subject AND tenant_id = :tenant""";
        if (statement(key, waited).param("through", through).update() == 0) {
            statement(key, waits).update();
        }
    }
}

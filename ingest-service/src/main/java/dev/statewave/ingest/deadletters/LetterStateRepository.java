package dev.statewave.ingest.deadletters;

import dev.statewave.contract.audit.Actor;
import dev.statewave.contract.audit.AdminAction;
import dev.statewave.platform.postgres.ScopedReads;
import dev.statewave.platform.postgres.ScopedWrites;
import dev.statewave.platform.postgres.TenantScope;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** What operators did with letters. A row of another time of writing is about another letter and does not count. */
@Component
class LetterStateRepository {

    /** A redrive that was begun this long ago and never ended is open again: its process died. In seconds. */
    private static final int ABANDONED = 60;

    private static final String HANDLED = """
            SELECT s.letter_id, s.state FROM unnest($1::text[], $2::bigint[]) AS asked (letter_id, written_ms)
            JOIN dead_letter_states s ON s.letter_id = asked.letter_id AND s.written_ms = asked.written_ms
            WHERE s.state <> 'redriving' OR s.changed_at >= now() - make_interval(secs => $3)""";

    private static final String CLAIM = """
            WITH claimed AS (
                INSERT INTO dead_letter_states AS known (
                    letter_id, topic, log_partition, log_offset, written_ms, state, reason)
                SELECT letter_id, topic, log_partition, log_offset, written_ms, $6, nullif($7, '')
                FROM unnest($1::text[], $2::text[], $3::integer[], $4::bigint[], $5::bigint[])
                    AS asked (letter_id, topic, log_partition, log_offset, written_ms)
                ORDER BY letter_id
                ON CONFLICT (letter_id) DO UPDATE
                SET written_ms = excluded.written_ms, state = excluded.state, reason = excluded.reason,
                    changed_at = now()
                WHERE known.written_ms <> excluded.written_ms
                   OR known.state = 'redriving' AND known.changed_at < now() - make_interval(secs => $8)
                RETURNING letter_id),
            noted AS (
                INSERT INTO admin_actions (tenant_id, actor_id, actor_name, action, target, details, request_id)
                SELECT '', $9, $10, $11, 'dead-letters',
                    jsonb_build_object('letters', (SELECT jsonb_agg(letter_id ORDER BY letter_id) FROM claimed),
                        'reason', nullif($7, '')),
                    nullif($12, '')
                WHERE EXISTS (SELECT FROM claimed))
            SELECT letter_id FROM claimed""";

    private static final String REDRIVEN = """
            UPDATE dead_letter_states SET state = 'redriven', changed_at = now() WHERE letter_id = ANY ($1)""";

    private static final String RELEASE = """
            DELETE FROM dead_letter_states WHERE letter_id = ANY ($1) AND state = 'redriving'""";

    /** Of letters that their topic no longer has, and of jobs that are no longer there. */
    private static final String FORGET = """
            DELETE FROM dead_letter_states s
            WHERE s.topic <> '' AND EXISTS (
                    SELECT FROM unnest($1::text[], $2::integer[], $3::bigint[]) AS kept (topic, log_partition, first)
                    WHERE kept.topic = s.topic AND kept.log_partition = s.log_partition AND s.log_offset < kept.first)
               OR s.topic = '' AND NOT EXISTS (
                    SELECT FROM compile_jobs j WHERE j.job_id = substr(s.letter_id, length('job-') + 1))""";

    private final ScopedReads reads;
    private final ScopedWrites writes;

    LetterStateRepository(ScopedReads reads, ScopedWrites writes) {
        this.reads = reads;
        this.writes = writes;
    }

    /** Of these, the letters that were redriven or dropped, or are being redriven: their ids and states. Blocks. */
    Map<String, String> handled(List<Letter> letters) {
        if (letters.isEmpty()) {
            return Map.of();
        }
        return wait(reads.run(
                        TenantScope.ALL,
                        HANDLED,
                        List.of(ids(letters), written(letters), ABANDONED),
                        row -> Map.entry(row.get("letter_id", String.class), row.get("state", String.class)))
                .collectMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /**
     * Takes letters, so that nobody else does the same at once, and notes it as an admin action. Blocks.
     *
     * @param state {@code redriving} or {@code dropped}
     * @param reason empty for none
     * @return the ids of those that were taken
     */
    Set<String> claim(
            List<Letter> letters,
            String state,
            String reason,
            Actor actor,
            AdminAction action,
            @Nullable String requestId) {
        if (letters.isEmpty()) {
            return Set.of();
        }
        return Set.copyOf(wait(writes.returning(
                TenantScope.ALL,
                CLAIM,
                List.of(
                        ids(letters),
                        letters.stream()
                                .map(letter -> letter.topic() == null ? "" : letter.topic())
                                .toArray(String[]::new),
                        letters.stream()
                                .map(letter -> letter.partition() == null ? 0 : letter.partition())
                                .toArray(Integer[]::new),
                        letters.stream()
                                .map(letter -> letter.offset() == null ? 0L : letter.offset())
                                .toArray(Long[]::new),
                        written(letters),
                        state,
                        reason,
                        ABANDONED,
                        actor.id(),
                        actor.name(),
                        action.wire(),
                        requestId == null ? "" : requestId),
                row -> row.get("letter_id", String.class))));
    }

    /** Blocks. */
    void redriven(List<String> ids) {
        if (!ids.isEmpty()) {
            run(REDRIVEN, List.<Object>of((Object) ids.toArray(String[]::new)));
        }
    }

    /** Opens letters again that could not be sent. Blocks. */
    void release(List<String> ids) {
        if (!ids.isEmpty()) {
            run(RELEASE, List.<Object>of((Object) ids.toArray(String[]::new)));
        }
    }

    /** @param firsts the first record that each partition still has; blocks */
    void forget(List<LetterPlace> firsts) {
        run(
                FORGET,
                List.of(
                        firsts.stream().map(LetterPlace::topic).toArray(String[]::new),
                        firsts.stream().map(LetterPlace::partition).toArray(Integer[]::new),
                        firsts.stream().map(LetterPlace::offset).toArray(Long[]::new)));
    }

    private void run(String sql, List<Object> values) {
        writes.run(TenantScope.ALL, sql, values).block();
    }

    private static String[] ids(List<Letter> letters) {
        return letters.stream().map(Letter::id).toArray(String[]::new);
    }

    private static Long[] written(List<Letter> letters) {
        return letters.stream().map(letter -> letter.at().toEpochMilli()).toArray(Long[]::new);
    }

    private static <T> T wait(Mono<T> asked) {
        return asked.blockOptional().orElseThrow();
    }
}

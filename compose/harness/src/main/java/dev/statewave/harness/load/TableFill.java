package dev.statewave.harness.load;

import dev.statewave.contract.json.Json;
import dev.statewave.models.embedding.LocalModel;
import java.io.PrintStream;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;

/**
 * Puts subjects straight into the tables, as if they had been recorded and compiled long ago: through the API it would
 * take days.
 *
 * <p>Their episodes stand before the beginning of the log, at negative offsets, so what is recorded later comes behind
 * them and is compiled. Sessions go in one after the other over all subjects, as time would have brought them: rows of
 * one subject that all lay side by side would be read with fewer pages than in life.
 */
final class TableFill {

    private static final int EPISODES_AT_ONCE = 10_000;
    private static final long PROGRESS_NANOS = 5_000_000_000L;
    static final String EPISODES =
            "episodes (id, tenant_id, subject_id, source, type, session_id, payload, metadata, provenance, "
                    + "occurred_at, created_at, log_partition, log_offset)";
    private static final String STAGE = "staged_memories (id, subject_id, kind, content, confidence, at, episode)";
    private static final String MEMORIES = """
            INSERT INTO memories (id, tenant_id, subject_id, kind, content, summary, confidence, valid_from, status,
                                  source_episode_ids, metadata, words, words_version, created_at, updated_at)
            SELECT s.id, '', s.subject_id, s.kind, p.content, left(p.content, 200), s.confidence, s.at, 'active',
                   ARRAY[s.episode], '{}', to_tsvector('english', p.content), 1,
                   s.at + interval '5 seconds', s.at + interval '5 seconds'
            FROM staged_memories s JOIN pool p ON p.number = s.content ORDER BY s.position""";
    private static final String VECTORS = """
            INSERT INTO memory_embeddings (memory_id, model, tenant_id, subject_id, embedding)
            SELECT s.id, '%s', '', s.subject_id, p.embedding
            FROM staged_memories s JOIN pool p ON p.number = s.content
            ORDER BY s.position""".formatted(LocalModel.ALL_MINILM_L6_V2.id());

    private final Database database;
    private final TextPool pool;
    private final List<String> payloads;
    private final Instant now;
    private final PrintStream progress;

    private CopyRows episodes = new CopyRows();
    private CopyRows memories = new CopyRows();
    private int waiting;
    private long added;
    private long begin;
    private long told;

    /**
     * @param now the end of the time that the sessions are spread over; the same for all that goes into one database
     */
    TableFill(Database database, TextPool pool, Instant now, PrintStream progress) throws SQLException {
        this.database = database;
        this.pool = pool;
        this.now = now;
        this.progress = progress;
        this.payloads = pool.texts().stream()
                .map(text -> Json.object().put("text", text.text()).toString())
                .toList();
        // Of references there is nothing to check, and a crash would end the measurement anyway.
        database.execute("SET session_replication_role = replica; SET synchronous_commit = off");
        database.execute("""
                CREATE TEMPORARY TABLE pool (number integer PRIMARY KEY, content text, embedding halfvec);
                CREATE TEMPORARY TABLE staged_memories (position bigserial, id uuid, subject_id text, kind text,
                                                        content integer, confidence double precision,
                                                        at timestamptz, episode uuid)""");
        var rows = new CopyRows();
        for (int number = 0; number < pool.contents().size(); number++) {
            TextPool.Content content = pool.contents().get(number);
            rows.add(String.valueOf(number))
                    .add(content.content())
                    .add(Arrays.toString(content.vector()))
                    .endRow();
        }
        database.copy("pool", rows);
        database.execute("ANALYZE pool");
    }

    /** Adds the subjects with these numbers and brings the statistics of the tables up to date. */
    FillResult fill(int from, int to) throws SQLException {
        begin = System.nanoTime();
        told = begin;
        added = 0;
        open();
        boolean more = from < to;
        for (int session = 0; more; session++) {
            more = false;
            for (int number = from; number < to; number++) {
                SubjectPlan plan = SubjectPlan.of(number);
                if (session < plan.sessions()) {
                    add(plan, session);
                    more = more || session + 1 < plan.sessions();
                }
            }
        }
        flush();
        database.execute("""
                INSERT INTO subject_compiles (tenant_id, subject_id, compiled_through)
                SELECT '', 'load:' || number, -1 FROM generate_series(%d, %d) AS number""".formatted(from, to - 1));
        added += to - from;
        double seconds = (System.nanoTime() - begin) / 1e9;
        progress.printf(
                "  %,d rows in %.0f s, %,.0f rows/s; now VACUUM and ANALYZE%n", added, seconds, added / seconds);
        // What autovacuum would do in the middle of the measurement otherwise.
        database.execute("VACUUM (ANALYZE) episodes, memories, memory_embeddings, subject_compiles");
        database.execute("CHECKPOINT");
        return new FillResult(
                to,
                (long) database.number("SELECT count(*) FROM episodes WHERE source = 'load-fill'"),
                (long) database.number("SELECT count(*) FROM memories WHERE subject_id LIKE 'load:%'"),
                added,
                seconds,
                (long) database.number("SELECT pg_database_size(current_database())"));
    }

    private void open() {
        episodes = new CopyRows();
        memories = new CopyRows();
        waiting = 0;
    }

    private void add(SubjectPlan plan, int session) throws SQLException {
        var ids = new SplittableRandom(-31L * plan.number() - session);
        for (SubjectPlan.Planned planned :
                plan.session(session, now, pool.texts().size())) {
            String id = id(ids);
            String at = planned.at().toString();
            // No partition is asked for what lies before its beginning.
            episodes.add(id)
                    .add("")
                    .add(plan.subject())
                    .add("load-fill")
                    .add("message")
                    .add("session-" + session)
                    .add(payloads.get(planned.text()))
                    .add("{}")
                    .add("{}")
                    .add(at)
                    .add(at)
                    .add("0")
                    .add(String.valueOf(planned.index() - plan.episodes()))
                    .endRow();
            memory(id(ids), plan, "episode_summary", planned.text(), "0.8", at, id);
            for (int fact : pool.texts().get(planned.text()).facts()) {
                memory(id(ids), plan, "profile_fact", fact, "0.6", at, id);
            }
            if (++waiting == EPISODES_AT_ONCE) {
                flush();
            }
        }
    }

    private void memory(
            String id, SubjectPlan plan, String kind, int content, String confidence, String at, String episode) {
        memories.add(id)
                .add(plan.subject())
                .add(kind)
                .add(String.valueOf(content))
                .add(confidence)
                .add(at)
                .add(episode)
                .endRow();
        added += 2;
    }

    private void flush() throws SQLException {
        database.begin();
        database.copy(EPISODES, episodes);
        database.copy(STAGE, memories);
        database.execute(MEMORIES);
        database.execute(VECTORS);
        database.execute("TRUNCATE staged_memories");
        database.commit();
        added += waiting;
        open();
        if (System.nanoTime() - told > PROGRESS_NANOS) {
            told = System.nanoTime();
            progress.printf("  %,d rows, %,.0f rows/s%n", added, added / ((told - begin) / 1e9));
        }
    }

    /** A random one, of version 4. */
    private static String id(SplittableRandom random) {
        return new UUID(random.nextLong() & ~0xf000L | 0x4000L, random.nextLong() >>> 2 | 0x8000000000000000L)
                .toString();
    }
}

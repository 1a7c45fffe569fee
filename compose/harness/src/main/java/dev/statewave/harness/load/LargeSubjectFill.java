package dev.statewave.harness.load;

import dev.statewave.contract.json.Json;
import dev.statewave.contract.text.PayloadText;
import dev.statewave.models.embedding.LocalModel;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.UUID;

/**
 * A subject with as many memories as asked for, each with a text and a vector that no other has: the vector of a text
 * of the pool with noise on it, brought back to its length.
 */
final class LargeSubjectFill {

    private static final int AT_ONCE = 2_000;
    /** The length of the noise beside a vector of length 1; the two then lie at a cosine of about 0.9. */
    private static final double NOISE = 0.5;

    private final Database database;
    private final TextPool pool;

    LargeSubjectFill(Database database, TextPool pool) {
        this.database = database;
        this.pool = pool;
    }

    static String subject(int memories) {
        return "big:" + memories;
    }

    /** Adds it, a minute between one episode and the next and the last one now. */
    void fill(int memories, Instant now) throws SQLException {
        var random = new SplittableRandom(memories);
        String subject = subject(memories);
        for (int from = 0; from < memories; from += AT_ONCE) {
            int count = Math.min(AT_ONCE, memories - from);
            var episodes = new CopyRows();
            var rows = new CopyRows();
            var vectors = new CopyRows();
            for (int number = from; number < from + count; number++) {
                TextPool.Content pooled =
                        pool.contents().get(random.nextInt(pool.texts().size()));
                String text = pooled.content() + " This was note " + number + ".";
                String episode = new UUID(random.nextLong(), random.nextLong()).toString();
                String memory = new UUID(random.nextLong(), random.nextLong()).toString();
                String at = now.minusSeconds(60L * (memories - number)).toString();
                episodes.add(episode)
                        .add("")
                        .add(subject)
                        .add("load-big")
                        .add("message")
                        .add("session-" + number / 20)
                        .add(Json.object().put("text", text).toString())
                        .add("{}")
                        .add("{}")
                        .add(at)
                        .add(at)
                        .add("0")
                        .add(String.valueOf(number - memories))
                        .endRow();
                rows.add(memory)
                        .add("")
                        .add(subject)
                        .add("episode_summary")
                        .add(text)
                        .add(PayloadText.cut(text, 200))
                        .add("0.8")
                        .add(at)
                        .add("active")
                        .add("{" + episode + "}")
                        .add("{}")
                        .add(at)
                        .add(at)
                        .endRow();
                vectors.add(memory)
                        .add(LocalModel.ALL_MINILM_L6_V2.id())
                        .add("")
                        .add(subject)
                        .add(Arrays.toString(near(pooled.vector(), random)))
                        .endRow();
            }
            database.begin();
            database.copy(TableFill.EPISODES, episodes);
            database.copy(
                    "memories (id, tenant_id, subject_id, kind, content, summary, confidence, valid_from, status, "
                            + "source_episode_ids, metadata, created_at, updated_at)",
                    rows);
            database.copy("memory_embeddings (memory_id, model, tenant_id, subject_id, embedding)", vectors);
            database.execute("""
                    UPDATE memories SET words = to_tsvector('english', content), words_version = 1
                    WHERE subject_id = '%s' AND words_version = 0""".formatted(subject));
            database.commit();
        }
        database.execute("VACUUM (ANALYZE) episodes, memories, memory_embeddings");
    }

    static float[] near(float[] vector, SplittableRandom random) {
        float[] moved = new float[vector.length];
        double squares = 0;
        for (int i = 0; i < vector.length; i++) {
            moved[i] = (float) (vector[i] + random.nextGaussian() * NOISE / Math.sqrt(vector.length));
            squares += moved[i] * moved[i];
        }
        for (int i = 0; i < moved.length; i++) {
            moved[i] /= (float) Math.sqrt(squares);
        }
        return moved;
    }
}

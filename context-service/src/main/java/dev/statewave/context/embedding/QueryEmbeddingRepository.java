package dev.statewave.context.embedding;

import dev.statewave.platform.postgres.ScopedReads;
import dev.statewave.platform.postgres.ScopedWrites;
import dev.statewave.platform.postgres.TenantScope;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * Vectors of questions in PostgreSQL, for a day, under a hash of the text and without a tenant: the text itself stands
 * nowhere. It is a cache: whatever fails is done without.
 */
@Component
final class QueryEmbeddingRepository implements QueryEmbeddingStore, DisposableBean {

    private static final Logger log = LoggerFactory.getLogger(QueryEmbeddingRepository.class);
    private static final Duration KEPT = Duration.ofDays(1);
    /** A model's answer takes about as long, so waiting for more would be for nothing. */
    private static final Duration FIND_LIMIT = Duration.ofMillis(200);

    private static final Duration KEEP_LIMIT = Duration.ofSeconds(5);
    /** Vectors that wait to be written; further ones are dropped. */
    private static final int QUEUED = 256;

    private static final String FIND =
            "SELECT vector FROM query_embeddings WHERE text_hash = $1 AND model = $2 AND embedded_at > $3";

    private static final String KEEP = """
            INSERT INTO query_embeddings (text_hash, model, vector, embedded_at) VALUES ($1, $2, $3, $4)
            ON CONFLICT (text_hash, model)
            DO UPDATE SET vector = excluded.vector, embedded_at = excluded.embedded_at""";

    private final ScopedReads reads;
    private final ScopedWrites writes;
    private final Clock clock;
    /** One at a time, so that at most one connection is taken from those who read. */
    private final ThreadPoolExecutor writer = new ThreadPoolExecutor(
            1,
            1,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(QUEUED),
            Thread.ofPlatform().daemon().name("stored-questions").factory(),
            new ThreadPoolExecutor.DiscardPolicy());

    QueryEmbeddingRepository(ScopedReads reads, ScopedWrites writes, Clock clock) {
        this.reads = reads;
        this.writes = writes;
        this.clock = clock;
    }

    @Override
    public Mono<float[]> find(String model, String text) {
        return reads.run(
                        TenantScope.NONE,
                        FIND,
                        List.of(
                                ByteBuffer.wrap(hash(text)),
                                model,
                                clock.instant().minus(KEPT)),
                        row -> numbers(row.get("vector", ByteBuffer.class)))
                .next()
                .timeout(FIND_LIMIT)
                .onErrorResume(e -> {
                    log.debug("A question is embedded without a look at the stored ones: {}", e.toString());
                    return Mono.empty();
                });
    }

    @Override
    public void keep(String model, String text, float[] vector) {
        writer.execute(() -> {
            try {
                writes.run(
                                TenantScope.NONE,
                                KEEP,
                                List.of(ByteBuffer.wrap(hash(text)), model, bytes(vector), clock.instant()))
                        .block(KEEP_LIMIT);
            } catch (RuntimeException e) {
                log.debug("The vector of a question is not stored: {}", e.toString());
            }
        });
    }

    private static byte[] hash(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static ByteBuffer bytes(float[] vector) {
        ByteBuffer bytes = ByteBuffer.allocate(vector.length * Float.BYTES);
        bytes.asFloatBuffer().put(vector);
        return bytes;
    }

    private static float[] numbers(ByteBuffer bytes) {
        var vector = new float[bytes.remaining() / Float.BYTES];
        bytes.asFloatBuffer().get(vector);
        return vector;
    }

    @Override
    public void destroy() {
        writer.shutdownNow();
    }
}

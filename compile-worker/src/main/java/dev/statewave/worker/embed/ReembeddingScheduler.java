package dev.statewave.worker.embed;

import dev.statewave.contract.json.Json;
import dev.statewave.contract.subjectlog.SubjectKey;
import dev.statewave.contract.topics.Topics;
import dev.statewave.models.embedding.TextEmbedder;
import dev.statewave.platform.kafka.ConsumerLag;
import dev.statewave.worker.Role;
import dev.statewave.worker.WorkerSettings;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.SmartLifecycle;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.stereotype.Component;

/**
 * Goes round through all subjects, one worker at a time, and asks the embedders for those that have no vectors of the
 * model that is set: after a change of model all of them, else what an embedder gave up. It asks for few subjects
 * ahead, so that what was just written does not wait behind those that can. A request that is lost is made again in the
 * next round.
 */
@Component
class ReembeddingScheduler implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(ReembeddingScheduler.class);
    private static final Duration TICK = Duration.ofSeconds(2);
    /** Requests that may wait on the topic, with those that fresh memories have made. */
    private static final long AHEAD = 64;

    private static final int PAGE = 200;
    /** A turn is long over before somebody else takes it. */
    private static final Duration LONGEST_TURN = Duration.ofSeconds(5);

    private static final Duration BETWEEN_ROUNDS = Duration.ofHours(1);
    private static final Duration BETWEEN_ROUNDS_OF_A_CHANGE = Duration.ofMinutes(1);
    private static final Duration BETWEEN_COUNTS = Duration.ofSeconds(4);
    /** Counting reads all that waits, so it takes at most this part of the time. */
    private static final int COUNTING_SHARE = 20;

    private final EmbeddingModelRepository models;
    private final VectorRepository vectors;
    private final ObjectProvider<TextEmbedder> embedder;
    private final KafkaTemplate<String, byte[]> kafka;
    private final ConsumerLag progress;
    private final WorkerSettings settings;
    private volatile EmbeddingModelRepository.Waiting waiting = EmbeddingModelRepository.Waiting.NOTHING;
    private volatile @Nullable ScheduledExecutorService timer;
    /** These belong to the thread of the timer. */
    private boolean announced;

    private long asked;
    private Duration counting = Duration.ZERO;

    ReembeddingScheduler(
            EmbeddingModelRepository models,
            VectorRepository vectors,
            ObjectProvider<TextEmbedder> embedder,
            KafkaTemplate<String, byte[]> kafka,
            ConsumerLag progress,
            WorkerSettings settings,
            MeterRegistry metrics) {
        this.models = models;
        this.vectors = vectors;
        this.embedder = embedder;
        this.kafka = kafka;
        this.progress = progress;
        this.settings = settings;
        Gauge.builder("statewave.embedding.waiting.subjects", this, change -> change.waiting.subjects())
                .description("Subjects with memories that have no vector of the model that is set")
                .register(metrics);
        Gauge.builder("statewave.embedding.waiting.memories", this, change -> change.waiting.memories())
                .description("Memories that have no vector of the model that is set")
                .register(metrics);
    }

    @Override
    public void start() {
        if (!settings.plays(Role.EMBEDDER)) {
            return;
        }
        var started = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("model-change").factory());
        started.scheduleWithFixedDelay(this::tick, 0, TICK.toMillis(), TimeUnit.MILLISECONDS);
        timer = started;
    }

    void tick() {
        try {
            String model = embedder.getObject().model();
            if (!announced) {
                models.announce(model);
                announced = true;
            }
            models.claim(model).ifPresent(turn -> take(model, turn));
            waiting = models.waiting(model);
        } catch (RuntimeException e) {
            log.warn("Memories without a vector are looked for again in a moment: {}", e.toString());
        }
    }

    private void take(String model, EmbeddingModelRepository.Turn turn) {
        SubjectKey after = turn.after();
        boolean ended = false;
        try {
            if (turn.ripe() && due(turn)) {
                long until = System.nanoTime() + LONGEST_TURN.toNanos();
                long room = AHEAD - progress.lag(EmbedListener.GROUP).orElse(asked);
                while (room > 0 && !ended && System.nanoTime() < until) {
                    List<VectorRepository.Looked> page =
                            vectors.next(after, model, PAGE, settings.largeSubjectMemories());
                    ended = page.isEmpty();
                    for (VectorRepository.Looked subject : page) {
                        if (subject.wanting() && room-- == 0) {
                            break;
                        }
                        ask(subject);
                        after = subject.key();
                    }
                }
            }
            // What was counted while memories were on their way to their vectors is counted again, or it would be told
            // for an hour.
            if (ended
                    || (turn.changing() || waiting.memories() > 0)
                            && turn.sinceCount().map(this::countIsDue).orElse(true)) {
                count(model);
            }
        } finally {
            models.release(model, ended ? new SubjectKey("", "") : after, ended);
        }
    }

    private static boolean due(EmbeddingModelRepository.Turn turn) {
        Duration pause = turn.changing() ? BETWEEN_ROUNDS_OF_A_CHANGE : BETWEEN_ROUNDS;
        return turn.rested().map(rested -> rested.compareTo(pause) >= 0).orElse(true);
    }

    private void ask(VectorRepository.Looked subject) {
        if (subject.wanting()) {
            kafka.send(Topics.EMBED, subject.key().encoded(), Json.bytes(Json.object()))
                    .join();
            asked++;
        }
    }

    private boolean countIsDue(Duration since) {
        return since.compareTo(BETWEEN_COUNTS) >= 0 && since.compareTo(counting.multipliedBy(COUNTING_SHARE)) >= 0;
    }

    private void count(String model) {
        long started = System.nanoTime();
        models.count(model);
        counting = Duration.ofNanos(System.nanoTime() - started);
    }

    @Override
    public void stop() {
        var current = timer;
        if (current != null) {
            current.shutdownNow();
            timer = null;
        }
    }

    @Override
    public boolean isRunning() {
        return timer != null;
    }
}

package dev.statewave.worker.embed;

import dev.statewave.contract.json.Json;
import dev.statewave.contract.subjectlog.SubjectKey;
import dev.statewave.contract.topics.Topics;
import dev.statewave.models.embedding.TextEmbedder;
import dev.statewave.platform.kafka.ConsumerLag;
import dev.statewave.platform.kafka.ManagedComponent;
import dev.statewave.worker.ConditionalOnRole;
import dev.statewave.worker.Role;
import dev.statewave.worker.WorkerSettings;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.annotation.Order;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.stereotype.Component;

/**
 * Goes round through all subjects, one worker at a time, and asks the embedders for those that have no vectors of the
 * model that is set: after a change of model all of them, else what an embedder gave up. It asks for few subjects
 * ahead, so that new memories do not wait behind old ones. A request that is lost is made again in the next round.
 */
@Component
@Order(5)
@ConditionalOnRole(Role.EMBEDDER)
class ReembeddingScheduler implements ManagedComponent {

    private static final Logger log = LoggerFactory.getLogger(ReembeddingScheduler.class);
    private static final Duration INTERVAL = Duration.ofSeconds(2);
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
    private final TextEmbedder embedder;
    private final KafkaTemplate<String, byte[]> kafka;
    private final ConsumerLag progress;
    private final WorkerSettings settings;
    private final TaskScheduler scheduler;
    private volatile EmbeddingModelRepository.Waiting waiting = EmbeddingModelRepository.Waiting.NOTHING;
    private volatile @Nullable ScheduledFuture<?> schedule;
    /** These are used by one run at a time. */
    private boolean announced;

    private long asked;
    private Duration counting = Duration.ZERO;

    ReembeddingScheduler(
            EmbeddingModelRepository models,
            VectorRepository vectors,
            TextEmbedder embedder,
            KafkaTemplate<String, byte[]> kafka,
            ConsumerLag progress,
            WorkerSettings settings,
            TaskScheduler scheduler,
            MeterRegistry metrics) {
        this.models = models;
        this.vectors = vectors;
        this.embedder = embedder;
        this.kafka = kafka;
        this.progress = progress;
        this.settings = settings;
        this.scheduler = scheduler;
        Gauge.builder("statewave.embedding.waiting.subjects", this, change -> change.waiting.subjects())
                .description("Subjects with memories that have no vector of the model that is set")
                .register(metrics);
        Gauge.builder("statewave.embedding.waiting.memories", this, change -> change.waiting.memories())
                .description("Memories that have no vector of the model that is set")
                .register(metrics);
    }

    @Override
    public void start() {
        schedule = scheduler.scheduleWithFixedDelay(this::run, INTERVAL);
    }

    void run() {
        try {
            String model = embedder.model();
            if (!announced) {
                models.announce(model);
                announced = true;
            }
            models.claim(model).ifPresent(turn -> take(model, turn));
            waiting = models.waiting(model);
        } catch (RuntimeException e) {
            log.warn("Memories without a vector are looked for again soon: {}", e.toString());
        }
    }

    private void take(String model, EmbeddingModelRepository.Turn turn) {
        SubjectKey after = turn.after();
        boolean ended = false;
        try {
            if (turn.ripe() && due(turn)) {
                long until = System.nanoTime() + LONGEST_TURN.toNanos();
                long room = AHEAD - progress.lag(EmbedderConfiguration.GROUP).orElse(asked);
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
        var current = schedule;
        if (current != null) {
            current.cancel(true);
        }
    }
}

package dev.statewave.worker.embed;

import dev.statewave.contract.json.Json;
import dev.statewave.contract.topics.Topics;
import dev.statewave.worker.ConditionalOnRole;
import dev.statewave.worker.Role;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.dao.DataAccessException;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Compares what the index finds of a large subject with an exact scan: after each vacuum of the subject's part of the
 * table, and once a day. A subject whose index finds too little is scanned until the index was repaired and finds
 * enough again. One subject at a time in each process.
 */
@Component
@ConditionalOnRole(Role.EMBEDDER)
class VectorIndexProbe {

    private static final Logger log = LoggerFactory.getLogger(VectorIndexProbe.class);
    private static final double LEAST_RECALL = 0.95;

    private final IndexProbeRepository repository;
    private final IndexRebuilder rebuilder;
    private final KafkaTemplate<String, byte[]> kafka;
    private final DistributionSummary recalls;
    private final Counter repairs;
    private final AtomicBoolean running = new AtomicBoolean();

    VectorIndexProbe(
            IndexProbeRepository repository,
            IndexRebuilder rebuilder,
            KafkaTemplate<String, byte[]> kafka,
            MeterRegistry metrics) {
        this.repository = repository;
        this.rebuilder = rebuilder;
        this.kafka = kafka;
        this.recalls = DistributionSummary.builder("statewave.vector.index.recall")
                .description("Share of the exact nearest vectors that the index found, by probe of a large subject")
                .register(metrics);
        this.repairs = Counter.builder("statewave.vector.index.repairs")
                .description("Repairs of the vector index of a large subject")
                .register(metrics);
    }

    /** On a thread of its own: to build an index may take minutes, and other tasks are scheduled too. */
    @Scheduled(initialDelay = 5, fixedDelay = 5, timeUnit = TimeUnit.SECONDS)
    void run() {
        if (running.compareAndSet(false, true)) {
            Thread.ofVirtual().name("vector-index-probe").start(() -> {
                try {
                    next();
                } finally {
                    running.set(false);
                }
            });
        }
    }

    /** Probes or repairs the subject whose turn it is. */
    void next() {
        try {
            repository.claim().ifPresent(this::handle);
        } catch (RuntimeException e) {
            log.warn("A vector index was neither probed nor repaired; the next attempt follows: {}", e.toString());
        }
    }

    private void handle(IndexProbeRepository.Due subject) {
        if (subject.repair()) {
            repair(subject);
        } else {
            probe(subject);
        }
    }

    private void probe(IndexProbeRepository.Due subject) {
        double recall = recall(subject);
        recalls.record(recall);
        if (recall >= LEAST_RECALL) {
            repository.trust(subject, recall);
            return;
        }
        repository.distrust(subject, recall);
        log.warn(
                "The index finds {} of the nearest vectors of subject {}, less than {}: the subject is scanned"
                        + " until the index is repaired",
                recall,
                subject.key().encoded(),
                LEAST_RECALL);
    }

    /** 0 where the index cannot be read at all. */
    private double recall(IndexProbeRepository.Due subject) {
        try {
            return repository.recall(subject);
        } catch (DataAccessException e) {
            if (!isCorruption(e)) {
                throw e;
            }
            log.warn("The index of subject {} cannot be read: {}", subject.key().encoded(), e.toString());
            return 0;
        }
    }

    /** An internal error of PostgreSQL or of pgvector, or a vector of other dimensions in the graph. */
    private static boolean isCorruption(DataAccessException failure) {
        return NestedExceptionUtils.getMostSpecificCause(failure) instanceof SQLException cause
                && cause.getSQLState() != null
                && (cause.getSQLState().startsWith("XX") || cause.getSQLState().startsWith("22"));
    }

    private void repair(IndexProbeRepository.Due subject) {
        repairs.increment();
        if (!rebuilder.rebuild(subject)) {
            repository.deleteCopies(subject);
        }
        repository.copyAgain(subject);
        kafka.send(Topics.EMBED, subject.key().encoded(), Json.bytes(Json.object()))
                .join();
        log.info(
                "The index of subject {} was repaired; missing vectors are copied, then it is probed again",
                subject.key().encoded());
    }
}

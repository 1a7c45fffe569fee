package dev.statewave.platform.kafka;

import java.util.List;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Starts what needs topics once Kafka answers, however long that takes: a deployable that comes up before its broker
 * waits and says so instead of dying. A setting that contradicts the topics is an error for a person, so it ends the
 * start.
 */
public final class KafkaLifecycle implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(KafkaLifecycle.class);

    private final TopicCatalog topics;
    private final List<ManagedComponent> components;
    private volatile @Nullable Thread starter;
    private volatile boolean running;
    private int started;

    public KafkaLifecycle(TopicCatalog topics, List<? extends ManagedComponent> components) {
        this.topics = topics;
        this.components = List.copyOf(components);
    }

    @Override
    public void start() {
        running = true;
        try {
            startAll();
        } catch (TopicCatalog.KafkaAwayException e) {
            log.warn("{} Waiting for it.", e.getMessage());
            starter = Thread.ofVirtual().name("kafka-start").start(this::keepTrying);
        }
    }

    private synchronized void startAll() {
        topics.ensure();
        // Each once, also where one in the middle fails and the start is tried again.
        while (running && started < components.size()) {
            components.get(started).start();
            started++;
        }
    }

    private void keepTrying() {
        for (int attempt = 1; running; attempt++) {
            try {
                Thread.sleep(Backoff.after(attempt));
                startAll();
                log.info("Kafka answers");
                return;
            } catch (InterruptedException e) {
                return;
            } catch (TopicCatalog.KafkaAwayException e) {
                log.debug("Kafka is still away: {}", e.getMessage());
            } catch (RuntimeException e) {
                log.error("The start on Kafka failed and is tried again: {}", e.getMessage(), e);
            }
        }
    }

    @Override
    public void stop() {
        running = false;
        Thread waiting = starter;
        if (waiting != null) {
            waiting.interrupt();
        }
        synchronized (this) {
            // Side by side: each may finish the record it is at, and one after the other they would add that up.
            try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                components.forEach(component -> threads.execute(component::stop));
            }
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** Before the web server starts, and stopped after it: requests under way still need their answers. */
    @Override
    public int getPhase() {
        return 0;
    }
}

package dev.statewave.platform.kafka;

import java.time.Duration;
import java.util.List;
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
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);

    private final TopicCatalog topics;
    private final List<Part> parts;
    private volatile Thread starter;
    private volatile boolean running;

    public KafkaLifecycle(TopicCatalog topics, List<Part> parts) {
        this.topics = topics;
        this.parts = List.copyOf(parts);
    }

    /** Something that reads from topics. Both calls come once, in the order of the list and against it. */
    public interface Part {
        void start();

        /** Also where it never started; ends within seconds. */
        void stop();
    }

    @Override
    public void start() {
        running = true;
        try {
            topics.ensure();
            parts.forEach(Part::start);
        } catch (TopicCatalog.KafkaAwayException e) {
            log.warn("{} Waiting for it.", e.getMessage());
            starter = Thread.ofVirtual().name("kafka-start").start(this::keepTrying);
        }
    }

    private void keepTrying() {
        Duration wait = Duration.ofMillis(500);
        while (running) {
            try {
                Thread.sleep(wait);
                topics.ensure();
                synchronized (this) {
                    if (running) {
                        parts.forEach(Part::start);
                    }
                }
                log.info("Kafka answers");
                return;
            } catch (InterruptedException e) {
                return;
            } catch (TopicCatalog.KafkaAwayException e) {
                wait = wait.multipliedBy(2).compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait.multipliedBy(2);
            }
        }
    }

    @Override
    public synchronized void stop() {
        running = false;
        if (starter != null) {
            starter.interrupt();
        }
        parts.reversed().forEach(Part::stop);
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

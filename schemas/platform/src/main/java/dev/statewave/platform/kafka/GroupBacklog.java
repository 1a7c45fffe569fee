package dev.statewave.platform.kafka;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How many records of a topic a consumer group has still to read, for one that fills the topic and wants to keep what
 * waits there short: whoever is urgent then does not stand behind all that is not.
 *
 * <p>The broker is asked ten times a second while something changes, once a second while something has waited for
 * seconds and nothing changed, and not at all while nothing waits. In between, what was sent counts as waiting.
 */
public final class GroupBacklog implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(GroupBacklog.class);
    private static final Duration INTERVAL = Duration.ofMillis(100);
    /** After so many intervals without a change the broker is asked seldom, as where the group is stopped. */
    private static final int STILL = 20;

    private static final int SELDOM = 10;

    private final String group;
    private final String topic;
    private final GroupOffsets offsets;
    private final AtomicLong sent = new AtomicLong();
    private volatile Look last = new Look(0, 0);
    /** Intervals since something changed. Only of the timer. */
    private int unchanged;

    private final ScheduledExecutorService timer;

    /**
     * @param waiting records at that moment
     * @param sentBefore of the records that were sent here, those that it may have seen
     */
    private record Look(long waiting, long sentBefore) {}

    public GroupBacklog(KafkaSettings kafka, String group, String topic) {
        this.group = group;
        this.topic = topic;
        this.offsets = new GroupOffsets(kafka);
        this.timer = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("backlog-of-" + group).factory());
        timer.scheduleWithFixedDelay(this::look, 0, INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** A record was sent to the topic from here. */
    public void sent() {
        sent.incrementAndGet();
    }

    /** Records that wait; a tenth of a second old where others send as well. */
    public long waiting() {
        Look look = last;
        return look.waiting + sent.get() - look.sentBefore;
    }

    private void look() {
        Look before = last;
        long sentBefore = sent.get();
        if (before.waiting == 0 && sentBefore == before.sentBefore) {
            return;
        }
        if (sentBefore != before.sentBefore) {
            unchanged = 0;
        }
        if (unchanged++ >= STILL && unchanged % SELDOM != 0) {
            return;
        }
        try {
            long waiting = offsets.progress(group, List.of(topic)).values().stream()
                    .mapToLong(GroupOffsets.Progress::waiting)
                    .sum();
            if (waiting != before.waiting) {
                unchanged = 0;
            }
            last = new Look(waiting, sentBefore);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception e) {
            // To hold back for ever what nobody counts would be worse than a long queue.
            last = new Look(0, sentBefore);
            log.debug("The backlog of {} is not known: {}", group, e.toString());
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
        offsets.close();
    }
}

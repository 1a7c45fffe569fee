package dev.statewave.webhooks.delivery;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Deletes deliveries past their retention once an hour. It deletes in batches of their own transactions, so that
 * attempts do not wait for it, and several dispatchers may run it at the same time.
 */
@Component
class DeliveryRetentionJob {

    static final int BATCH = 1_000;
    /** The rest is left to the next run. */
    static final int MAX_BATCHES = 500;

    private static final Logger log = LoggerFactory.getLogger(DeliveryRetentionJob.class);
    /** How long a delivery whose next attempt is overdue may still have a retry under way. */
    private static final Duration OVERDUE = Duration.ofDays(1);

    private final DeliveryRepository deliveries;
    private final WebhookSettings settings;
    private final Clock clock;

    DeliveryRetentionJob(DeliveryRepository deliveries, WebhookSettings settings, Clock clock) {
        this.deliveries = deliveries;
        this.settings = settings;
        this.clock = clock;
    }

    @Scheduled(initialDelay = 600_000, fixedDelay = 3_600_000)
    void run() {
        if (settings.webhookDeliveryRetentionHours() == 0) {
            return;
        }
        Instant now = clock.instant();
        Instant cutoff = now.minus(Duration.ofHours(settings.webhookDeliveryRetentionHours()));
        int deleted = 0;
        try {
            for (int i = 0; i < MAX_BATCHES; i++) {
                int batch = deliveries.delete(cutoff, now.minus(OVERDUE), BATCH);
                deleted += batch;
                if (batch < BATCH) {
                    break;
                }
            }
        } catch (RuntimeException e) {
            log.warn(
                    "Deliveries past their retention could not be deleted and are kept for another hour: {}",
                    e.toString());
        }
        if (deleted > 0) {
            log.info("Deleted {} deliveries created before {}", deleted, cutoff);
        }
    }
}

package dev.statewave.webhooks.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DeliveryRetentionJobTest {

    private static final Instant NOW = Instant.parse("2026-01-31T00:00:00Z");

    private final List<Instant> cutoffs = new ArrayList<>();
    private int left;

    @Test
    void deliveriesPastTheRetention_areDeletedInBatches() {
        left = 2 * DeliveryRetentionJob.BATCH + 7;

        job(48).run();

        assertThat(left).isZero();
        assertThat(cutoffs).hasSize(3).containsOnly(NOW.minus(Duration.ofHours(48)));
    }

    @Test
    void run_isBounded() {
        left = Integer.MAX_VALUE;

        job(1).run();

        assertThat(cutoffs).hasSize(DeliveryRetentionJob.MAX_BATCHES);
    }

    @Test
    void retentionOfZero_keepsAll() {
        left = 5;

        job(0).run();

        assertThat(cutoffs).isEmpty();
    }

    @Test
    void databaseThatIsDown_endsTheRun() {
        left = -1;

        job(1).run();

        assertThat(cutoffs).hasSize(1);
    }

    private DeliveryRetentionJob job(int hours) {
        var deliveries = new DeliveryRepository(null, null) {
            @Override
            int delete(Instant cutoff, Instant overdue, int limit) {
                cutoffs.add(cutoff);
                if (left < 0) {
                    throw new IllegalStateException("down");
                }
                int deleted = Math.min(left, limit);
                left -= deleted;
                return deleted;
            }
        };
        var settings = new WebhookSettings("", "", "", BigDecimal.ONE, BigDecimal.ONE, 1, true, hours);
        return new DeliveryRetentionJob(deliveries, settings, Clock.fixed(NOW, ZoneOffset.UTC));
    }
}

package dev.statewave.webhooks.endpoints;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Mends what no attempt mends. Several dispatchers may run it at the same time. */
@Component
class EndpointSweepJob {

    private static final Logger log = LoggerFactory.getLogger(EndpointSweepJob.class);
    /** Rows of a statement, so that none takes long. */
    private static final int BATCH = 5_000;

    private final PendingDeliveryRepository deliveries;
    private final SettingsEndpoint settingsEndpoint;
    private final EndpointDispatcher dispatcher;

    EndpointSweepJob(
            PendingDeliveryRepository deliveries, SettingsEndpoint settingsEndpoint, EndpointDispatcher dispatcher) {
        this.deliveries = deliveries;
        this.settingsEndpoint = settingsEndpoint;
        this.dispatcher = dispatcher;
    }

    @Scheduled(initialDelay = 1_000, fixedDelay = 10_000)
    void run() {
        try {
            settingsEndpoint.show();
            if (deliveries.releaseStranded(BATCH) > 0) {
                dispatcher.wake();
            }
            while (deliveries.giveUpOrphans(BATCH) == BATCH) {
                log.info("Gave up {} deliveries of deleted endpoints", BATCH);
            }
        } catch (RuntimeException e) {
            log.warn("The queues of webhook endpoints are looked after later: {}", e.toString());
        }
    }
}

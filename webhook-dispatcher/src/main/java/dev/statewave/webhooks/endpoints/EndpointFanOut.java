package dev.statewave.webhooks.endpoints;

import dev.statewave.contract.subjectlog.DerivedId;
import dev.statewave.webhooks.delivery.Delivery;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Stores one delivery of an event for each endpoint that wants it. */
@Component
public class EndpointFanOut {

    private static final Duration COUNTED_ANEW = Duration.ofSeconds(30);

    private final PendingDeliveryRepository deliveries;
    private final EndpointDispatcher dispatcher;
    private final EndpointSettings settings;
    private final Clock clock;
    private final Map<UUID, Backlog> backlogs = new HashMap<>();

    EndpointFanOut(
            PendingDeliveryRepository deliveries,
            EndpointDispatcher dispatcher,
            EndpointSettings settings,
            Clock clock) {
        this.deliveries = deliveries;
        this.dispatcher = dispatcher;
        this.settings = settings;
        this.clock = clock;
    }

    private static final class Backlog {
        private int pending;
        private Instant counted = Instant.EPOCH;
    }

    /**
     * Returns once all deliveries are stored; the same events again change nothing.
     *
     * @param events of one partition, in order
     */
    public synchronized void store(List<Delivery> events) {
        if (events.isEmpty()) {
            return;
        }
        List<Subscription> subscriptions = deliveries.subscriptions(
                events.stream().map(event -> text(event.tenant())).collect(Collectors.toSet()));
        var queued = new ArrayList<PendingDeliveryRepository.Queued>();
        for (Delivery event : events) {
            for (Subscription subscription : subscriptions) {
                if (subscription.wants(text(event.tenant()), event.event(), event.subject())) {
                    queued.add(queued(event, subscription, queued.size()));
                }
            }
        }
        backlogs.keySet().retainAll(subscriptions.stream().map(Subscription::id).collect(Collectors.toSet()));
        if (!queued.isEmpty()) {
            deliveries.insert(queued);
            dispatcher.wake();
        }
    }

    private PendingDeliveryRepository.Queued queued(Delivery event, Subscription subscription, int position) {
        return new PendingDeliveryRepository.Queued(
                position,
                DerivedId.of("webhook", event.id().toString(), subscription.id().toString()),
                text(event.tenant()),
                event.subject(),
                subscription.id(),
                event.id(),
                event.event(),
                settings.waits().size() + 1,
                subscription.fifo() && event.subject() != null,
                isFull(subscription.id()) ? "the queue of the endpoint is full: replay it later" : null,
                event.eventTime(),
                event.body());
    }

    // Counted now and then and not with each event: the bound is there to protect the disk, and need not be exact.
    private boolean isFull(UUID endpoint) {
        Backlog backlog = backlogs.computeIfAbsent(endpoint, id -> new Backlog());
        Instant now = clock.instant();
        if (backlog.counted.plus(COUNTED_ANEW).isBefore(now)) {
            backlog.pending = deliveries.pending(endpoint, settings.webhookEndpointQueue());
            backlog.counted = now;
        }
        return backlog.pending++ >= settings.webhookEndpointQueue();
    }

    private static String text(@Nullable String tenant) {
        return tenant == null ? "" : tenant;
    }
}

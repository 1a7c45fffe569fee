package dev.statewave.context.admin;

import dev.statewave.context.admin.CountRepository.Counted;
import dev.statewave.context.admin.CountRepository.Counts;

/** Webhook deliveries by their status. */
public record DeliveryCounts(long pending, long delivered, long deadLetter, long total) {

    public static DeliveryCounts of(Counts counts) {
        return new DeliveryCounts(
                counts.total(Counted.WEBHOOKS, "pending"),
                counts.total(Counted.WEBHOOKS, "delivered"),
                counts.total(Counted.WEBHOOKS, "dead_letter"),
                counts.of(Counted.WEBHOOKS).total());
    }
}

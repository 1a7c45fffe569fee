package dev.statewave.webhooks.kafka;

import java.util.List;
import org.springframework.kafka.listener.ConcurrentMessageListenerContainer;

/**
 * The listeners of one feature, not started yet.
 *
 * @param prompt handle each record as soon as it arrives, so that lag is a reason to worry
 * @param delayed hold records back until they are due
 */
public record FeatureListeners(
        List<ConcurrentMessageListenerContainer<String, byte[]>> prompt,
        List<ConcurrentMessageListenerContainer<String, byte[]>> delayed) {}

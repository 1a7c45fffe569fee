package dev.statewave.worker.kafka;

import dev.statewave.platform.kafka.KafkaLifecycle;
import dev.statewave.worker.Role;
import java.util.function.Supplier;

/**
 * How a role runs.
 *
 * @param group the consumer group of all processes that play the role
 * @param part what reads from Kafka; opened only where this process plays the role
 */
public record RoleComponent(Role role, String group, Supplier<KafkaLifecycle.Part> part) {}

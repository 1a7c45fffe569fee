package dev.statewave.worker.kafka;

import dev.statewave.platform.health.ReadinessCheck;
import dev.statewave.platform.kafka.KafkaLifecycle;
import dev.statewave.worker.Role;
import org.springframework.kafka.listener.ConcurrentMessageListenerContainer;

/** A listener that starts once its topic exists, and says whether it runs. */
public final class ListenerPart implements KafkaLifecycle.Part, ReadinessCheck {

    private final Role role;
    private final ConcurrentMessageListenerContainer<String, byte[]> container;

    public ListenerPart(Role role, ConcurrentMessageListenerContainer<String, byte[]> container) {
        this.role = role;
        this.container = container;
    }

    @Override
    public void start() {
        container.start();
    }

    @Override
    public void stop() {
        container.stop();
    }

    @Override
    public String name() {
        return role.text();
    }

    @Override
    public Outcome run() {
        if (!container.isRunning()) {
            return Outcome.degraded("waiting for Kafka");
        }
        // Another replica may have all partitions; with none anywhere the lag would show it.
        var assigned = container.getAssignedPartitions();
        return assigned == null || assigned.isEmpty() ? Outcome.degraded("no partition assigned yet") : Outcome.ok();
    }
}

package dev.statewave.platform.kafka;

import dev.statewave.contract.json.Json;
import dev.statewave.contract.topics.RoleState;
import dev.statewave.contract.topics.Topics;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Obeys the pauses that operators have ordered. They stand on a compacted topic that every process follows, so all
 * processes of a role obey within a second, and a process knows of them before its components start.
 */
public final class RolePauses implements ManagedComponent {

    private static final Logger log = LoggerFactory.getLogger(RolePauses.class);
    private static final Duration FIRST_READ = Duration.ofSeconds(10);

    private final KafkaSettings kafka;
    private final Supplier<List<PausableComponent>> components;
    private final Map<String, RoleState> states = new ConcurrentHashMap<>();
    private final TopicTail tail;

    /** @param components of this process; asked for when the first pause is read */
    public RolePauses(
            KafkaSettings kafka,
            DeadLetterPublisher deadLetters,
            MeterRegistry metrics,
            Supplier<List<PausableComponent>> components) {
        this.kafka = kafka;
        this.components = components;
        this.tail = new TopicTail(kafka, deadLetters, metrics, Topics.ROLES, "statewave-roles", true, this::follow);
    }

    /** Empty where nobody ever paused it. */
    public Optional<RoleState> state(String role) {
        return Optional.ofNullable(states.get(role));
    }

    @Override
    public void start() {
        try {
            readToEnd();
        } catch (KafkaException e) {
            throw new TopicCatalog.KafkaAwayException("The pauses of roles cannot be read: " + e.getMessage(), e);
        }
        components.get().forEach(this::apply);
        tail.start();
    }

    /** What the topic holds now; without it a paused role would run for a moment after a restart. */
    private void readToEnd() {
        Map<String, Object> properties = kafka.consumerProperties(null);
        properties.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) FIRST_READ.toMillis());
        var partition = new TopicPartition(Topics.ROLES, 0);
        try (var consumer = new KafkaConsumer<String, byte[]>(properties)) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
            long deadline = System.nanoTime() + FIRST_READ.toNanos();
            while (consumer.position(partition) < end) {
                for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                    try {
                        note(record);
                    } catch (RuntimeException e) {
                        log.debug("Not the state of a role; the tail dead-letters it: {}", e.toString());
                    }
                }
                if (System.nanoTime() > deadline) {
                    throw new org.apache.kafka.common.errors.TimeoutException("no answer within 10 s");
                }
            }
        }
    }

    private void follow(ConsumerRecord<String, byte[]> record) {
        String role = note(record);
        components.get().stream()
                .filter(component -> component.role().equals(role))
                // Pausing waits for the work that is under way, and the tail must not wait for that.
                .forEach(component -> Thread.ofVirtual().name("pause-" + role).start(() -> apply(component)));
    }

    private String note(ConsumerRecord<String, byte[]> record) {
        RoleState state = Json.record(record.value(), RoleState.class);
        if (!state.role().equals(record.key())) {
            throw new IllegalArgumentException("the key is another role");
        }
        states.put(state.role(), state);
        return state.role();
    }

    private void apply(PausableComponent component) {
        // Two changes in a row may come here in any order, so the state is read under the lock.
        synchronized (component) {
            RoleState state = states.get(component.role());
            if (state != null && state.paused()) {
                log.warn("{} is {}", component.role(), state.describe());
                component.pause(state.describe());
            } else {
                component.resume();
            }
        }
    }

    @Override
    public void stop() {
        tail.stop();
    }
}

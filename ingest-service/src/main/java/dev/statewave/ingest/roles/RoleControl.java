package dev.statewave.ingest.roles;

import dev.statewave.contract.audit.Actor;
import dev.statewave.contract.audit.AdminAction;
import dev.statewave.contract.json.Json;
import dev.statewave.contract.json.WireTime;
import dev.statewave.contract.topics.RoleState;
import dev.statewave.contract.topics.Topics;
import dev.statewave.platform.kafka.KafkaSettings;
import dev.statewave.platform.kafka.RolePauses;
import dev.statewave.platform.postgres.ScopedWrites;
import dev.statewave.platform.postgres.TenantScope;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;

/** Orders pauses, on a topic that every process follows, and notes who ordered them. All of it blocks. */
@Component
public class RoleControl implements DisposableBean {

    private static final Logger log = LoggerFactory.getLogger(RoleControl.class);

    private static final String NOTE = """
            INSERT INTO admin_actions (tenant_id, actor_id, actor_name, action, target, details, request_id)
            VALUES ('', $1, $2, $3, $4, $5::jsonb, nullif($6, ''))""";

    private final KafkaSettings kafka;
    private final RolePauses pauses;
    private final ScopedWrites database;
    private final Clock clock;
    private @Nullable Producer<String, byte[]> producer;

    RoleControl(KafkaSettings kafka, RolePauses pauses, ScopedWrites database, Clock clock) {
        this.kafka = kafka;
        this.pauses = pauses;
        this.database = database;
        this.clock = clock;
    }

    /** Empty where nobody ever paused it. */
    public Optional<RoleState> state(String role) {
        return pauses.state(role);
    }

    /**
     * Returns once Kafka has the order; the processes obey within a second, when the work that is under way is done.
     *
     * @param reason null for none
     * @throws KafkaException where Kafka does not take it
     */
    public RoleState change(
            String role, boolean paused, @Nullable String reason, Actor actor, @Nullable String requestId) {
        var state = new RoleState(role, paused, WireTime.micros(clock.instant()), actor.id(), reason);
        try {
            open().send(new ProducerRecord<>(Topics.ROLES, role, Json.bytes(state)))
                    .get(10, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof KafkaException cause ? cause : new KafkaException(e.getCause());
        } catch (TimeoutException e) {
            throw new org.apache.kafka.common.errors.TimeoutException("the order was not taken in time", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new org.apache.kafka.common.errors.TimeoutException("interrupted", e);
        }
        note(
                paused ? AdminAction.ROLE_PAUSE : AdminAction.ROLE_RESUME,
                role,
                reason == null ? Map.of() : Map.of("reason", reason),
                actor,
                requestId);
        return state;
    }

    /** Notes what was done. A database that is away does not undo it, so that only a line of the log tells it then. */
    public void note(
            AdminAction action, String target, Map<String, Object> details, Actor actor, @Nullable String requestId) {
        try {
            database.run(
                            TenantScope.ALL,
                            NOTE,
                            List.of(
                                    actor.id(),
                                    actor.name(),
                                    action.wire(),
                                    target,
                                    Json.text(details),
                                    requestId == null ? "" : requestId))
                    .block(Duration.ofSeconds(5));
        } catch (RuntimeException e) {
            log.warn("{} of {} by {} could not be noted: {}", action.wire(), target, actor.id(), e.toString());
        }
    }

    private synchronized Producer<String, byte[]> open() {
        if (producer == null) {
            Map<String, Object> properties = kafka.producerProperties();
            properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 5_000);
            properties.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 3_000);
            properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 5_000);
            producer = new KafkaProducer<>(properties);
        }
        return producer;
    }

    @Override
    public synchronized void destroy() {
        if (producer != null) {
            producer.close(Duration.ofSeconds(2));
        }
    }
}

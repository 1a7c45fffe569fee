package dev.statewave.ingest.consumers;

import dev.statewave.platform.kafka.KafkaSettings;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;

/** The one admin client of this service, opened when it is first asked for. */
@Component
public class KafkaAdmin implements DisposableBean {

    private static final int SECONDS = 5;

    private final KafkaSettings kafka;
    private @Nullable Admin admin;

    KafkaAdmin(KafkaSettings kafka) {
        this.kafka = kafka;
    }

    // Not in the constructor: a broker whose name does not resolve yet must not end the start.
    public synchronized Admin client() {
        if (admin == null) {
            Map<String, Object> properties = kafka.adminProperties();
            properties.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, SECONDS * 1_000);
            properties.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, SECONDS * 1_000);
            admin = Admin.create(properties);
        }
        return admin;
    }

    /**
     * Waits for an answer, for five seconds at most.
     *
     * @throws KafkaException what the broker answered, or that it did not
     */
    public static <T> T await(KafkaFuture<T> answer) {
        try {
            return answer.get(SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof KafkaException cause ? cause : new KafkaException(e.getCause());
        } catch (java.util.concurrent.TimeoutException e) {
            throw new TimeoutException("no answer within %d s".formatted(SECONDS), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TimeoutException("interrupted", e);
        }
    }

    @Override
    public synchronized void destroy() {
        if (admin != null) {
            admin.close(Duration.ofSeconds(1));
        }
    }
}

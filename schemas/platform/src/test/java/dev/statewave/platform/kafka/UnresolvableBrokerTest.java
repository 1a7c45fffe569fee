package dev.statewave.platform.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** A broker whose name does not resolve yet, as a container's does until it starts. */
class UnresolvableBrokerTest {

    private final KafkaSettings kafka = new KafkaSettings("no-such-broker.invalid:9092", "", 1, 1, 1, 1, 50);

    @Test
    void topics_areWaitedForWithASentenceThatNamesTheBroker() {
        assertThatThrownBy(() -> new TopicCatalog(kafka).ensure())
                .isInstanceOf(TopicCatalog.KafkaAwayException.class)
                .hasMessageContaining("no-such-broker.invalid:9092")
                .hasMessageContaining("STATEWAVE_KAFKA_BOOTSTRAP_SERVERS");
    }

    @Test
    void start_goesOnAndWaits() {
        var started = new AtomicBoolean();
        var lifecycle = new KafkaLifecycle(new TopicCatalog(kafka), List.of(new ManagedComponent() {
            @Override
            public void start() {
                started.set(true);
            }

            @Override
            public void stop() {}
        }));

        lifecycle.start();

        assertThat(lifecycle.isRunning()).isTrue();
        assertThat(started).isFalse();
        lifecycle.stop();
    }

    @Test
    void readiness_saysThatKafkaIsAway() {
        try (var lag = new ConsumerLag(
                kafka, List.of(WatchedGroup.of("group", "topic")), new SimpleMeterRegistry(), Clock.systemUTC())) {
            await().atMost(Duration.ofSeconds(5))
                    .untilAsserted(() ->
                            assertThatThrownBy(() -> lag.kafkaCheck().run()).isNotNull());
        }
    }
}

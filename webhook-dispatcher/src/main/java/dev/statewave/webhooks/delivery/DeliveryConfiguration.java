package dev.statewave.webhooks.delivery;

import dev.statewave.contract.topics.ConsumerGroups;
import dev.statewave.contract.topics.ConsumerRole;
import dev.statewave.contract.topics.Topics;
import dev.statewave.platform.kafka.LoopSettings;
import dev.statewave.platform.kafka.RecordLoop;
import dev.statewave.platform.kafka.RecordLoopFactory;
import dev.statewave.platform.kafka.WatchedGroup;
import dev.statewave.platform.pauses.TenantPauses;
import java.time.Duration;
import org.springframework.beans.factory.BeanRegistrar;
import org.springframework.beans.factory.BeanRegistry;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;
import org.springframework.scheduling.annotation.EnableScheduling;

/** The loops that read first attempts and retries. */
@Configuration(proxyBeanMethods = false)
@EnableScheduling
@Import(DeliveryConfiguration.RetryLoops.class)
class DeliveryConfiguration {

    private static final int MAX_POLL_RECORDS = 20;
    /**
     * How long the work of one poll may take besides its attempts: the time-out of a send, and the back-off while the
     * database does not answer.
     */
    private static final Duration SLOWEST_WORK = Duration.ofMinutes(5);
    /** A record that was postponed is late by no more than this. */
    private static final Duration POLL_TIMEOUT = Duration.ofMillis(500);

    @Bean
    RecordLoop deliveryLoop(
            RecordLoopFactory loops, DeliveryWorker worker, WebhookSettings settings, TenantPauses pauses) {
        return loops.each(
                "deliveries",
                loop(DeliveryWorker.GROUP, Topics.WEBHOOKS, settings).withConcurrency(settings.webhookConcurrency()),
                pauses.holding(ConsumerRole.DELIVERIES, DeliveryWorker::place, worker::deliver),
                worker::givenUp);
    }

    @Bean
    WatchedGroup deliveryGroup(WebhookSettings settings) {
        return WatchedGroup.slow(
                DeliveryWorker.GROUP, Topics.WEBHOOKS, settings.timeout().plusSeconds(10));
    }

    // A process that died is detected by its session time-out. One that is only slow must not lose its partition in the
    // middle of an attempt, or a second worker would make the same attempt.
    private static LoopSettings loop(String group, String topic, WebhookSettings settings) {
        return LoopSettings.of(group, topic, Topics.WEBHOOKS_DLT)
                .withPoll(MAX_POLL_RECORDS, SLOWEST_WORK.plus(settings.timeout().multipliedBy(MAX_POLL_RECORDS)))
                .withPollTimeout(POLL_TIMEOUT);
    }

    /**
     * A loop and a group for each retry topic. The records of a topic wait equally long, so none waits behind one that
     * is due much later.
     */
    static final class RetryLoops implements BeanRegistrar {

        @Override
        public void register(BeanRegistry registry, Environment environment) {
            for (int i = 1; i <= Topics.WEBHOOK_RETRIES; i++) {
                int attempt = i;
                String group = ConsumerGroups.webhookRetry(attempt);
                String topic = Topics.webhookRetry(attempt);
                registry.registerBean(
                        "deliveryRetryLoop" + attempt,
                        RecordLoop.class,
                        bean -> bean.supplier(beans -> {
                            var worker = beans.bean(DeliveryWorker.class);
                            return beans.bean(RecordLoopFactory.class)
                                    .each(
                                            "delivery-retries-" + attempt,
                                            loop(group, topic, beans.bean(WebhookSettings.class)),
                                            beans.bean(TenantPauses.class)
                                                    .holding(
                                                            ConsumerRole.DELIVERIES,
                                                            DeliveryWorker::place,
                                                            worker::deliver),
                                            worker::givenUp);
                        }));
                registry.registerBean(
                        "deliveryRetryGroup" + attempt,
                        WatchedGroup.class,
                        bean -> bean.supplier(beans -> WatchedGroup.waiting(group, topic)));
            }
        }
    }
}

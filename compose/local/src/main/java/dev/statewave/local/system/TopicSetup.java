package dev.statewave.local.system;

import dev.statewave.local.preflight.StartRefusedException;
import dev.statewave.platform.kafka.KafkaSettings;
import dev.statewave.platform.kafka.TopicCatalog;
import jakarta.validation.Validation;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RemoveMembersFromConsumerGroupOptions;
import org.apache.kafka.common.KafkaException;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.SimpleCommandLinePropertySource;
import org.springframework.core.env.StandardEnvironment;

/** Creates and checks the topics before the first deployable starts. */
public final class TopicSetup {

    private static final String GROUP_PREFIX = "statewave-";
    private static final long GROUPS_SECONDS = 5;
    private static final long KAFKA_SECONDS = 10;

    private TopicSetup() {}

    /**
     * @param arguments settings as on a command line, which override those of the environment
     * @throws IllegalStateException if Kafka does not answer or has topics that contradict the settings
     */
    public static void ensure(List<String> arguments) {
        ensure(settings(arguments));
    }

    /** @throws IllegalStateException if Kafka does not answer or has topics that contradict the settings */
    public static void ensure(KafkaSettings settings) {
        refuseWithoutKafka(settings);
        new TopicCatalog(settings).ensure();
    }

    /** @param arguments settings as on a command line, which override those of the environment */
    static KafkaSettings settings(List<String> arguments) {
        var environment = new StandardEnvironment();
        environment
                .getPropertySources()
                .addFirst(new SimpleCommandLinePropertySource(arguments.toArray(String[]::new)));
        var settings = Binder.get(environment).bindOrCreate("statewave", KafkaSettings.class);
        try (var factory = Validation.buildDefaultValidatorFactory()) {
            factory.getValidator().validate(settings).stream().findFirst().ifPresent(violation -> {
                throw new StartRefusedException(
                        "%s %s.".formatted(violation.getInvalidValue(), violation.getMessage()));
            });
        }
        return settings;
    }

    // The catalog waits long, because a deployable may start before its broker. A person at a terminal is told sooner.
    private static void refuseWithoutKafka(KafkaSettings settings) {
        Admin admin = null;
        try {
            admin = Admin.create(settings.adminProperties());
            admin.describeCluster().nodes().get(KAFKA_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException | KafkaException e) {
            // KafkaException: also a name that cannot be resolved.
            throw new StartRefusedException(
                    "Kafka at %s does not answer: start it, or mend STATEWAVE_KAFKA_BOOTSTRAP_SERVERS."
                            .formatted(settings.kafkaBootstrapServers()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } finally {
            if (admin != null) {
                admin.close(Duration.ZERO);
            }
        }
    }

    /**
     * Removes the members that a killed system left in its consumer groups. Without this the new consumers would wait
     * until the broker notices, which is up to the ten seconds of a session. Only for a broker of our own, whose groups
     * have no live members yet after its start.
     */
    static void removeFormerConsumers(String bootstrapServers) {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
            for (var group : admin.listGroups().all().get(GROUPS_SECONDS, TimeUnit.SECONDS)) {
                if (group.groupId().startsWith(GROUP_PREFIX)) {
                    admin.removeMembersFromConsumerGroup(group.groupId(), new RemoveMembersFromConsumerGroupOptions())
                            .all()
                            .get(GROUPS_SECONDS, TimeUnit.SECONDS);
                }
            }
        } catch (ExecutionException | TimeoutException e) {
            // The broker notices by itself then.
            LoggerFactory.getLogger(TopicSetup.class).debug("former consumers stay until their sessions end", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

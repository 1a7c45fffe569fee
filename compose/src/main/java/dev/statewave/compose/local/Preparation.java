package dev.statewave.compose.local;

import dev.statewave.platform.kafka.KafkaSettings;
import dev.statewave.platform.kafka.TopicCatalog;
import dev.statewave.platform.postgres.DatabaseUrl;
import dev.statewave.platform.postgres.Migrations;
import jakarta.validation.Validation;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RemoveMembersFromConsumerGroupOptions;
import org.apache.kafka.common.KafkaException;
import org.flywaydb.core.api.FlywayException;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.SimpleCommandLinePropertySource;
import org.springframework.core.env.StandardEnvironment;

/** What has to be in place before the first deployable starts: the schema and the topics. */
public final class Preparation {

    private static final String OUR_GROUPS = "statewave-";
    private static final long GROUPS_SECONDS = 5;
    private static final long KAFKA_SECONDS = 10;

    private Preparation() {}

    /** @throws Preflight.Refused with a sentence that says which address it was and how to mend it */
    public static void schema(String url) {
        DatabaseUrl address = DatabaseUrl.parse(url);
        try {
            new Migrations(address).run();
        } catch (FlywayException e) {
            throw new Preflight.Refused(sentence(address, e));
        }
    }

    private static String sentence(DatabaseUrl address, FlywayException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql && sql.getSQLState() != null) {
                String said = sql.getMessage().lines().findFirst().orElse("no reason given");
                return switch (sql.getSQLState().substring(0, 2)) {
                    case "08" ->
                        "The database %s does not answer: start it, or mend STATEWAVE_DATABASE_URL.".formatted(address);
                    case "28", "3D" ->
                        "The database %s lets nobody in (%s): mend STATEWAVE_DATABASE_URL.".formatted(address, said);
                    default -> "The database %s cannot be brought to this version: %s.".formatted(address, said);
                };
            }
        }
        return "The database %s cannot be brought to this version: %s".formatted(address, failure.getMessage());
    }

    /**
     * @param arguments settings as on a command line, which come before those of the environment
     * @throws IllegalStateException where Kafka does not answer or has topics that contradict the settings
     */
    public static void topics(List<String> arguments) {
        var environment = new StandardEnvironment();
        environment
                .getPropertySources()
                .addFirst(new SimpleCommandLinePropertySource(arguments.toArray(String[]::new)));
        var settings = Binder.get(environment).bindOrCreate("statewave", KafkaSettings.class);
        try (var factory = Validation.buildDefaultValidatorFactory()) {
            factory.getValidator().validate(settings).stream().findFirst().ifPresent(violation -> {
                throw new Preflight.Refused("%s %s.".formatted(violation.getInvalidValue(), violation.getMessage()));
            });
        }
        refuseWithoutKafka(settings);
        new TopicCatalog(settings).ensure();
    }

    // The catalog is patient, for a deployable may wait for its broker; whoever sits in front of a terminal is told
    // sooner.
    private static void refuseWithoutKafka(KafkaSettings settings) {
        Admin admin = null;
        try {
            admin = Admin.create(settings.adminProperties());
            admin.describeCluster().nodes().get(KAFKA_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException | KafkaException e) {
            // KafkaException: also a name that cannot be resolved.
            throw new Preflight.Refused(
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
     * After a kill the broker still counts our former consumers among their groups, and the new ones would wait until
     * it notices, up to the ten seconds of a session. Only for a broker of our own, whose groups have no members yet
     * after its start.
     */
    static void forgetFormerConsumers(String bootstrapServers) {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
            for (var group : admin.listGroups().all().get(GROUPS_SECONDS, TimeUnit.SECONDS)) {
                if (group.groupId().startsWith(OUR_GROUPS)) {
                    admin.removeMembersFromConsumerGroup(group.groupId(), new RemoveMembersFromConsumerGroupOptions())
                            .all()
                            .get(GROUPS_SECONDS, TimeUnit.SECONDS);
                }
            }
        } catch (ExecutionException | TimeoutException e) {
            // Then it notices by itself.
            LoggerFactory.getLogger(Preparation.class).debug("former consumers stay until their sessions end", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

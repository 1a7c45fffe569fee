package dev.statewave.local.system;

import dev.statewave.local.kafka.LocalBroker;
import dev.statewave.local.postgres.LocalPostgres;
import dev.statewave.local.postgres.PostgresBinaries;
import dev.statewave.local.preflight.Preflight;
import dev.statewave.local.preflight.StartRefusedException;
import dev.statewave.platform.kafka.KafkaSettings;
import java.nio.file.Files;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Kafka and PostgreSQL without the deployables, for work on the data: those from outside, those of a system that runs
 * on the data folder, or else ones that are started here and stopped again.
 */
public final class LocalStores implements AutoCloseable {

    private final Deque<AutoCloseable> started = new ArrayDeque<>();
    private final String databaseUrl;
    private final String bootstrapServers;

    private LocalStores(LocalSettings settings, @Nullable DataFolder folder, boolean running) {
        try {
            if (folder != null) {
                started.push(folder);
            }
            this.databaseUrl = database(settings, running);
            this.bootstrapServers = kafka(settings, running);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /** @throws StartRefusedException where there is no data folder, or it cannot be used */
    public static LocalStores of(LocalSettings settings) {
        if (settings.databaseUrl() != null && settings.bootstrapServers() != null) {
            return new LocalStores(settings, null, true);
        }
        if (!Files.isDirectory(settings.home())) {
            throw new StartRefusedException(
                    "There is no data folder %s: set STATEWAVE_HOME to the one of the system, or set "
                                    .formatted(settings.home())
                            + "STATEWAVE_DATABASE_URL and STATEWAVE_KAFKA_BOOTSTRAP_SERVERS.");
        }
        var folder = new DataFolder(settings.home());
        if (folder.inUse()) {
            return new LocalStores(settings, null, true);
        }
        folder.open();
        return new LocalStores(settings, folder, false);
    }

    /** Makes the data folder where there is none; nobody may use it meanwhile. */
    public static LocalStores create(LocalSettings settings) {
        if (settings.databaseUrl() != null && settings.bootstrapServers() != null) {
            return new LocalStores(settings, null, true);
        }
        var folder = new DataFolder(settings.home());
        folder.open();
        return new LocalStores(settings, folder, false);
    }

    private String database(LocalSettings settings, boolean running) {
        if (settings.databaseUrl() != null) {
            return settings.databaseUrl();
        }
        PostgresBinaries binaries = PostgresBinaries.require();
        var folder = new DataFolder(settings.home());
        var postgres = new LocalPostgres(binaries, folder.postgres(), settings.port(LocalPostgres.PORT_SETTING));
        if (!running) {
            folder.claim(binaries.version());
            started.push(postgres);
            postgres.start();
        }
        return postgres.url();
    }

    private String kafka(LocalSettings settings, boolean running) {
        if (settings.bootstrapServers() != null) {
            return settings.bootstrapServers();
        }
        var broker = new LocalBroker(
                LocalBroker.Ports.local(
                        settings.port(LocalBroker.PORT_SETTING), settings.port(LocalBroker.CONTROLLER_PORT_SETTING)),
                new DataFolder(settings.home()).kafka());
        if (!running) {
            Preflight.ports(java.util.Map.of(
                    LocalBroker.PORT_SETTING, settings.port(LocalBroker.PORT_SETTING),
                    LocalBroker.CONTROLLER_PORT_SETTING, settings.port(LocalBroker.CONTROLLER_PORT_SETTING)));
            started.push(broker);
            broker.start();
        }
        return broker.bootstrapServers();
    }

    /** As the owner of the tables. */
    public String databaseUrl() {
        return databaseUrl;
    }

    /** The settings of Kafka, as the environment has them, for this broker. */
    public KafkaSettings kafka() {
        return TopicSetup.settings(List.of("--statewave.kafka-bootstrap-servers=" + bootstrapServers));
    }

    @Override
    public void close() {
        while (!started.isEmpty()) {
            try {
                started.pop().close();
            } catch (Exception e) {
                org.slf4j.LoggerFactory.getLogger(LocalStores.class).warn("a store does not stop: {}", e.toString());
            }
        }
    }
}

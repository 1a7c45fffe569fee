package dev.statewave.local.system;

import dev.statewave.local.kafka.LocalBroker;
import dev.statewave.local.postgres.LocalPostgres;
import dev.statewave.local.preflight.FreePort;
import dev.statewave.local.preflight.StartRefusedException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The settings of the one-machine system, from the environment. Ports that nobody else needs follow from the one of
 * their neighbour.
 *
 * @param home the data folder
 * @param databaseUrl a database from outside; null to run one here
 * @param replicationUrl the database from outside past any pooler; null where {@code databaseUrl} is that already
 * @param bootstrapServers a Kafka from outside; null to run a broker here
 * @param arguments further settings for all deployables, as on a command line
 */
public record LocalSettings(
        Path home,
        @Nullable String databaseUrl,
        @Nullable String replicationUrl,
        @Nullable String bootstrapServers,
        Map<String, Integer> ports,
        List<String> arguments) {

    static final String GATEWAY_PORT = "STATEWAVE_PORT";
    static final String INGEST_PORT = "STATEWAVE_INGEST_PORT";
    static final String CONTEXT_PORT = "STATEWAVE_CONTEXT_PORT";
    static final String WORKER_PORT = "STATEWAVE_WORKER_PORT";
    static final String DISPATCHER_PORT = "STATEWAVE_DISPATCHER_PORT";

    private static final Map<String, Integer> DEFAULT_PORTS = new LinkedHashMap<>();

    static {
        DEFAULT_PORTS.put(GATEWAY_PORT, 8100);
        DEFAULT_PORTS.put(INGEST_PORT, 8101);
        DEFAULT_PORTS.put(CONTEXT_PORT, 8102);
        DEFAULT_PORTS.put(WORKER_PORT, 8103);
        DEFAULT_PORTS.put(DISPATCHER_PORT, 8104);
        DEFAULT_PORTS.put(LocalBroker.PORT_SETTING, 9092);
        DEFAULT_PORTS.put(LocalBroker.CONTROLLER_PORT_SETTING, 9093);
        DEFAULT_PORTS.put(LocalPostgres.PORT_SETTING, 54320);
    }

    public static LocalSettings from(Map<String, String> environment) {
        var ports = new LinkedHashMap<String, Integer>();
        DEFAULT_PORTS.forEach((name, port) -> ports.put(name, port(environment, name, port)));
        return new LocalSettings(
                Path.of(environment.getOrDefault("STATEWAVE_HOME", "data")),
                given(environment, "STATEWAVE_DATABASE_URL"),
                given(environment, "STATEWAVE_REPLICATION_URL"),
                given(environment, "STATEWAVE_KAFKA_BOOTSTRAP_SERVERS"),
                ports,
                List.of());
    }

    /** The same with a database and a Kafka from outside. */
    LocalSettings with(
            @Nullable String outsideDatabase, @Nullable String outsideReplication, @Nullable String outsideKafka) {
        return new LocalSettings(home, outsideDatabase, outsideReplication, outsideKafka, ports, arguments);
    }

    /** The same in another data folder. */
    public LocalSettings at(Path otherHome) {
        return new LocalSettings(otherHome, databaseUrl, replicationUrl, bootstrapServers, ports, arguments);
    }

    /** A system of its own beside any other: in this folder and on ports that are free now. */
    static LocalSettings apart(Path home, List<String> arguments) {
        var ports = new LinkedHashMap<String, Integer>();
        DEFAULT_PORTS.keySet().forEach(name -> ports.put(name, FreePort.find()));
        return new LocalSettings(home, null, null, null, ports, List.copyOf(arguments));
    }

    public int port(String name) {
        return Objects.requireNonNull(ports.get(name), name);
    }

    /** The ports that we are going to open ourselves. */
    public Map<String, Integer> ownPorts() {
        var own = new LinkedHashMap<>(ports);
        if (bootstrapServers != null) {
            own.remove(LocalBroker.PORT_SETTING);
            own.remove(LocalBroker.CONTROLLER_PORT_SETTING);
        }
        // What is left there of a killed process is our own and taken over.
        own.remove(LocalPostgres.PORT_SETTING);
        return own;
    }

    private static int port(Map<String, String> environment, String name, int fallback) {
        String given = given(environment, name);
        if (given == null) {
            return fallback;
        }
        if (!given.matches("\\d{1,5}") || Integer.parseInt(given) < 1 || Integer.parseInt(given) > 65_535) {
            throw new StartRefusedException("%s is %s and has to be a port, 1 to 65535.".formatted(name, given));
        }
        return Integer.parseInt(given);
    }

    private static @Nullable String given(Map<String, String> environment, String name) {
        String value = environment.get(name);
        return value == null || value.isBlank() ? null : value.trim();
    }
}

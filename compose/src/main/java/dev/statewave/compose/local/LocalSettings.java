package dev.statewave.compose.local;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The settings of the one-machine system, from the environment. Ports that nobody else needs follow from the one of
 * their neighbour.
 *
 * @param home the data folder
 * @param databaseUrl a database from outside; null to run one here
 * @param bootstrapServers a Kafka from outside; null to run a broker here
 * @param arguments further settings for all deployables, as on a command line
 */
record LocalSettings(
        Path home, String databaseUrl, String bootstrapServers, Map<String, Integer> ports, List<String> arguments) {

    static final String KAFKA_PORT = "STATEWAVE_LOCAL_KAFKA_PORT";
    static final String CONTROLLER_PORT = "STATEWAVE_LOCAL_KAFKA_CONTROLLER_PORT";
    static final String POSTGRES_PORT = "STATEWAVE_LOCAL_POSTGRES_PORT";
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
        DEFAULT_PORTS.put(KAFKA_PORT, 9092);
        DEFAULT_PORTS.put(CONTROLLER_PORT, 9093);
        DEFAULT_PORTS.put(POSTGRES_PORT, 54320);
    }

    static LocalSettings from(Map<String, String> environment) {
        var ports = new LinkedHashMap<String, Integer>();
        DEFAULT_PORTS.forEach((name, port) -> ports.put(name, port(environment, name, port)));
        return new LocalSettings(
                Path.of(environment.getOrDefault("STATEWAVE_HOME", "data")),
                given(environment, "STATEWAVE_DATABASE_URL"),
                given(environment, "STATEWAVE_KAFKA_BOOTSTRAP_SERVERS"),
                ports,
                List.of());
    }

    /** The same with a database and a Kafka from outside. */
    LocalSettings with(String outsideDatabase, String outsideKafka) {
        return new LocalSettings(home, outsideDatabase, outsideKafka, ports, arguments);
    }

    /** A system of its own beside any other: in this folder and on ports that are free now. */
    static LocalSettings apart(Path home, List<String> arguments) {
        var ports = new LinkedHashMap<String, Integer>();
        DEFAULT_PORTS.keySet().forEach(name -> ports.put(name, FreePort.find()));
        return new LocalSettings(home, null, null, ports, List.copyOf(arguments));
    }

    int port(String name) {
        return ports.get(name);
    }

    /** The ports that we are going to open ourselves. */
    Map<String, Integer> ownPorts() {
        var own = new LinkedHashMap<>(ports);
        if (bootstrapServers != null) {
            own.remove(KAFKA_PORT);
            own.remove(CONTROLLER_PORT);
        }
        // What is left there of a killed process is our own and taken over.
        own.remove(POSTGRES_PORT);
        return own;
    }

    private static int port(Map<String, String> environment, String name, int fallback) {
        String given = given(environment, name);
        if (given == null) {
            return fallback;
        }
        if (!given.matches("\\d{1,5}") || Integer.parseInt(given) < 1 || Integer.parseInt(given) > 65_535) {
            throw new Preflight.Refused("%s is %s and has to be a port, 1 to 65535.".formatted(name, given));
        }
        return Integer.parseInt(given);
    }

    private static String given(Map<String, String> environment, String name) {
        String value = environment.get(name);
        return value == null || value.isBlank() ? null : value.trim();
    }
}

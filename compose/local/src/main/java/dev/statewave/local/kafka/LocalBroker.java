package dev.statewave.local.kafka;

import dev.statewave.local.preflight.ConnectionProbe;
import dev.statewave.platform.kafka.KafkaSettings;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Exit;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;
import org.jspecify.annotations.Nullable;

/**
 * A real, persistent Kafka broker in this process, tuned for little memory: alone, or a node of a cluster. It uses
 * classes of Kafka that are not public API, so they are named here and nowhere else.
 */
public final class LocalBroker implements AutoCloseable {

    /** The setting that moves the port for clients. */
    public static final String PORT_SETTING = "STATEWAVE_LOCAL_KAFKA_PORT";
    /** The setting that moves the port of its controller. */
    public static final String CONTROLLER_PORT_SETTING = "STATEWAVE_LOCAL_KAFKA_CONTROLLER_PORT";

    private static final String CONTROLLER = "CONTROLLER";

    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);
    /** Fatal errors of brokers in this process, which Kafka would end the process for. */
    private static final AtomicInteger FATAL_ERRORS = new AtomicInteger();

    private final Ports ports;
    private final Node node;
    private final Path directory;
    private final ConnectionProbe probe = new ConnectionProbe(this::connects);
    private volatile int fatalErrorsAtStart;
    private volatile @Nullable KafkaRaftServer server;

    /**
     * Where it listens.
     *
     * @param host the interface it binds to; 0.0.0.0 for all
     * @param advertisedHost the name by which clients reach it
     * @param inside a second {@code host:port} for clients that reach it by another name, as those in other containers
     *     do; null for none
     */
    public record Ports(
            String host,
            String advertisedHost,
            int broker,
            int controller,
            @Nullable String inside) {

        public static Ports local(int broker, int controller) {
            return new Ports("localhost", "localhost", broker, controller, null);
        }

        String listeners() {
            String second = inside == null
                    ? ""
                    : ",INSIDE://%s:%s".formatted(host, inside.substring(inside.lastIndexOf(':') + 1));
            // One alone is its own and only controller, and nobody else has to reach it there.
            return "PLAINTEXT://%s:%d,%s://%s:%d%s"
                    .formatted(host, broker, CONTROLLER, inside == null ? "localhost" : host, controller, second);
        }

        String advertised() {
            return "PLAINTEXT://%s:%d%s".formatted(advertisedHost, broker, inside == null ? "" : ",INSIDE://" + inside);
        }
    }

    /**
     * Its place in a cluster.
     *
     * @param id from 1 on
     * @param clusterId the same for all nodes, as Kafka writes it; null for a new one, where the node is alone
     * @param voters all nodes as {@code id@host:port} of their controllers, separated by commas; null where the node is
     *     alone
     */
    public record Node(
            int id, @Nullable String clusterId, @Nullable String voters) {

        public static final Node ALONE = new Node(1, null, null);

        public Node {
            if ((clusterId == null) != (voters == null)) {
                throw new IllegalArgumentException("A node of a cluster needs both its voters and its cluster id.");
            }
            if (voters != null && Stream.of(voters.split(",")).noneMatch(voter -> voter.startsWith(id + "@"))) {
                throw new IllegalArgumentException("Node %d is none of the voters %s.".formatted(id, voters));
            }
        }

        /** Copies of what Kafka keeps for itself. */
        int copies() {
            return voters == null ? 1 : Math.min(3, voters.split(",").length);
        }
    }

    /** @param directory where the records are kept; made where it does not exist */
    public LocalBroker(Ports ports, Path directory) {
        this(ports, Node.ALONE, directory);
    }

    /** A node of a cluster, which waits for a majority of its nodes. */
    public LocalBroker(Ports ports, Node node, Path directory) {
        this.ports = ports;
        this.node = node;
        this.directory = directory;
    }

    public String bootstrapServers() {
        return ports.advertisedHost() + ":" + ports.broker();
    }

    /** Returns once it takes records. After {@link #close()} it may be called again. */
    public synchronized void start() {
        Exit.setExitProcedure((status, message) -> fatal("ended", status, message));
        Exit.setHaltProcedure((status, message) -> fatal("halted", status, message));
        fatalErrorsAtStart = FATAL_ERRORS.get();
        try {
            format();
            var created = new KafkaRaftServer(new KafkaConfig(properties()), Time.SYSTEM);
            server = created;
            created.startup();
        } catch (Exception e) {
            // It has taken down by itself what had come up.
            server = null;
            throw new IllegalStateException(
                    "The broker cannot start on port %d with its data in %s: %s"
                            .formatted(ports.broker(), directory, e.getMessage()),
                    e);
        }
    }

    // Kafka would end the whole process without a word.
    private static void fatal(String how, int status, @Nullable String message) {
        FATAL_ERRORS.incrementAndGet();
        throw new IllegalStateException("the broker %s with status %d: %s".formatted(how, status, message));
    }

    /** Whether the broker that was started had no fatal error since and takes connections. Not for several threads. */
    public boolean isRunning() {
        return server != null && !hasFailed() && probe.answers();
    }

    /** Whether it had an error since its start that Kafka ends the process for. */
    public boolean hasFailed() {
        return fatalErrorsAtStart != FATAL_ERRORS.get();
    }

    private boolean connects() {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), ports.broker()), (int)
                    CONNECT_TIMEOUT.toMillis());
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Starts it again after it has ended in any way. It never begins with an empty folder. */
    public synchronized void restart() {
        if (!Files.exists(metadata())) {
            throw new IllegalStateException("its data folder %s is gone".formatted(directory));
        }
        stopWithin(STOP_TIMEOUT);
        start();
    }

    // A broker with a fatal error may wait for ever for its own threads.
    private void stopWithin(Duration timeout) {
        KafkaRaftServer ended = server;
        server = null;
        if (ended == null) {
            return;
        }
        Thread stop = Thread.ofPlatform().daemon().name("stop broker").start(() -> {
            ended.shutdown();
            ended.awaitShutdown();
        });
        try {
            stop.join(timeout);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Path metadata() {
        return directory.resolve("meta.properties");
    }

    private void format() throws Exception {
        Files.createDirectories(directory);
        if (Files.exists(metadata())) {
            return;
        }
        var formatter = new Formatter();
        formatter
                .setPrintStream(new PrintStream(OutputStream.nullOutputStream()))
                .setClusterId(node.clusterId() == null ? Uuid.randomUuid().toString() : node.clusterId())
                .setNodeId(node.id())
                .setControllerListenerName(CONTROLLER)
                .setMetadataLogDirectory(directory.toString())
                .addDirectory(directory.toString())
                .setReleaseVersion(MetadataVersion.LATEST_PRODUCTION);
        formatter.run();
    }

    private Properties properties() {
        var properties = new Properties();
        properties.put("process.roles", "broker,controller");
        properties.put("node.id", String.valueOf(node.id()));
        properties.put(
                "controller.quorum.voters",
                node.voters() == null ? "%d@localhost:%d".formatted(node.id(), ports.controller()) : node.voters());
        properties.put("controller.listener.names", CONTROLLER);
        properties.put("listeners", ports.listeners());
        properties.put("advertised.listeners", ports.advertised());
        properties.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,INSIDE:PLAINTEXT,CONTROLLER:PLAINTEXT");
        properties.put("inter.broker.listener.name", ports.inside() == null ? "PLAINTEXT" : "INSIDE");
        properties.put("log.dirs", directory.toString());
        properties.put("auto.create.topics.enable", "false");
        properties.put("message.max.bytes", String.valueOf(KafkaSettings.MAX_RECORD_BYTES));
        properties.put("replica.fetch.max.bytes", String.valueOf(KafkaSettings.MAX_RECORD_BYTES));
        // With the defaults of three copies a single node never gets any of these ready, without an error.
        int copies = node.copies();
        for (String topic : new String[] {"offsets.topic", "transaction.state.log", "share.coordinator.state.topic"}) {
            properties.put(topic + ".replication.factor", String.valueOf(copies));
            properties.put(topic + ".num.partitions", "1");
        }
        // What was acknowledged outlives the loss of one node.
        String inSync = String.valueOf(Math.max(1, copies - 1));
        properties.put("min.insync.replicas", inSync);
        properties.put("transaction.state.log.min.isr", inSync);
        properties.put("share.coordinator.state.topic.min.isr", inSync);
        properties.put("group.initial.rebalance.delay.ms", "0");
        // A killed broker is let in again after this long.
        properties.put("broker.session.timeout.ms", "2000");
        properties.put("broker.heartbeat.interval.ms", "500");
        properties.put("log.cleaner.dedupe.buffer.size", "2097154");
        // A trimmed file is gone soon.
        properties.put("log.retention.check.interval.ms", "10000");
        properties.put("log.segment.delete.delay.ms", "5000");
        properties.put("log.segment.bytes", String.valueOf(128 * 1024 * 1024));
        properties.put("num.network.threads", "2");
        properties.put("num.io.threads", "4");
        properties.put("background.threads", "2");
        properties.put("num.recovery.threads.per.data.dir", "2");
        properties.put("num.replica.fetchers", "1");
        return properties;
    }

    /** Stops cleanly, so that the next start is quick. */
    @Override
    public synchronized void close() {
        KafkaRaftServer running = server;
        if (running == null) {
            return;
        }
        if (hasFailed()) {
            stopWithin(STOP_TIMEOUT);
            return;
        }
        running.shutdown();
        running.awaitShutdown();
        server = null;
    }
}

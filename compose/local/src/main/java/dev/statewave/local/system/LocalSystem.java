package dev.statewave.local.system;

import dev.statewave.local.kafka.LocalBroker;
import dev.statewave.local.postgres.LocalPostgres;
import dev.statewave.local.postgres.PostgresBinaries;
import dev.statewave.local.preflight.Preflight;
import dev.statewave.local.preflight.StartRefusedException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.logging.LoggingSystem;

/** Everything on one machine: a broker, a database, and the five deployables in one process. */
public final class LocalSystem implements AutoCloseable {

    private final LocalSettings settings;
    private final StartupLog log;
    private final DataFolder folder;
    private volatile boolean closed;
    private volatile @Nullable Addresses addresses;
    // The running parts, in the order in which they have to be stopped.
    private final Collection<AutoCloseable> edge = new ConcurrentLinkedQueue<>();

    private final Collection<AutoCloseable> services = new ConcurrentLinkedQueue<>();
    private final Collection<AutoCloseable> stores = new ConcurrentLinkedQueue<>();
    private final Collection<AutoCloseable> supervisors = new ConcurrentLinkedQueue<>();
    private final CompletableFuture<@Nullable Void> end = new CompletableFuture<>();

    /**
     * @param database as its owner
     * @param service the database as the deployables see it, in a role that is held to its tenant
     * @param replication the database past any pooler
     */
    private record Addresses(String kafka, String database, String service, String replication) {}

    /** A system of its own beside any other, in this folder, on free ports and silent. */
    public static LocalSystem apart(Path home, List<String> arguments) {
        return apart(home, arguments, null, null);
    }

    /** The same on a database and a Kafka from outside; null for one of its own. */
    public static LocalSystem apart(
            Path home, List<String> arguments, @Nullable String databaseUrl, @Nullable String bootstrapServers) {
        return apart(LocalSettings.apart(home, arguments).with(databaseUrl, null, bootstrapServers));
    }

    /** The same on a database behind a pooler, with an address past it. */
    public static LocalSystem apart(Path home, String databaseUrl, String replicationUrl) {
        return apart(LocalSettings.apart(home, List.of()).with(databaseUrl, replicationUrl, null));
    }

    private static LocalSystem apart(LocalSettings settings) {
        return new LocalSystem(settings, new StartupLog(new PrintStream(OutputStream.nullOutputStream())));
    }

    public LocalSystem(LocalSettings settings, StartupLog log) {
        this.settings = settings;
        this.log = log;
        this.folder = new DataFolder(settings.home());
    }

    /**
     * Returns once a request would succeed.
     *
     * @return the address of the gateway
     * @throws StartRefusedException where something has to be mended first; {@link #close()} stops what has been
     *     started by then
     */
    public String start() {
        Preflight.memory();
        Preflight.ports(settings.ownPorts());
        folder.open();
        Addresses stores = startStores();
        addresses = stores;
        log.step("schema", () -> SchemaSetup.migrate(stores.database()));
        var shared = new ArrayList<>(settings.arguments());
        shared.addAll(List.of(
                "--statewave.kafka-bootstrap-servers=" + stores.kafka(),
                "--statewave.database-url=" + stores.service(),
                "--statewave.replication-url=" + stores.replication(),
                "--spring.main.register-shutdown-hook=false",
                "--spring.main.log-startup-info=false",
                "--spring.jmx.enabled=false"));
        log.step("topics", () -> {
            TopicSetup.ensure(shared);
            LogContinuity.check(stores.database(), TopicSetup.settings(shared));
            if (settings.bootstrapServers() == null) {
                TopicSetup.removeFormerConsumers(stores.kafka());
            }
        });
        startDeployables(shared);
        String url = "http://localhost:" + settings.port(LocalSettings.GATEWAY_PORT);
        log.step("first answer", () -> new ReadyProbe(url).await());
        return url;
    }

    /** Where its Kafka answers, once it has started. */
    public String bootstrapServers() {
        return addresses().kafka();
    }

    /** Where its database answers, once it has started. */
    public String databaseUrl() {
        return addresses().database();
    }

    private Addresses addresses() {
        Addresses known = addresses;
        if (known == null) {
            throw new IllegalStateException("the system has not been started");
        }
        return known;
    }

    /** Where its ingest-service answers, behind the gateway. */
    public String ingestUrl() {
        return "http://127.0.0.1:" + settings.port(LocalSettings.INGEST_PORT);
    }

    /** Where its context-service answers, behind the gateway. */
    public String contextUrl() {
        return "http://127.0.0.1:" + settings.port(LocalSettings.CONTEXT_PORT);
    }

    /** Where its compile-worker tells its health. */
    public String workerUrl() {
        return "http://127.0.0.1:" + settings.port(LocalSettings.WORKER_PORT);
    }

    /** Where its webhook-dispatcher tells its health. */
    public String dispatcherUrl() {
        return "http://127.0.0.1:" + settings.port(LocalSettings.DISPATCHER_PORT);
    }

    private Addresses startStores() {
        // Side by side: each is mostly waiting for a disk.
        var broker = CompletableFuture.supplyAsync(this::startKafka);
        var postgres = CompletableFuture.supplyAsync(this::startDatabase);
        try {
            CompletableFuture.allOf(broker, postgres).join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
        DatabaseUrls urls = postgres.join();
        return new Addresses(broker.join(), urls.owner(), urls.service(), urls.replication());
    }

    private String startKafka() {
        if (settings.bootstrapServers() != null) {
            return settings.bootstrapServers();
        }
        var broker = new LocalBroker(
                LocalBroker.Ports.local(
                        settings.port(LocalBroker.PORT_SETTING), settings.port(LocalBroker.CONTROLLER_PORT_SETTING)),
                folder.kafka());
        String name = "Kafka on " + broker.bootstrapServers();
        start(broker, name, broker::start, new Supervisor.Part(name, broker::isRunning, broker::restart));
        return broker.bootstrapServers();
    }

    private record DatabaseUrls(String owner, String service, String replication) {}

    private DatabaseUrls startDatabase() {
        if (settings.databaseUrl() != null) {
            return new DatabaseUrls(
                    settings.databaseUrl(),
                    settings.databaseUrl(),
                    Objects.requireNonNullElse(settings.replicationUrl(), settings.databaseUrl()));
        }
        PostgresBinaries binaries = PostgresBinaries.require();
        folder.claim(binaries.version());
        int port = settings.port(LocalPostgres.PORT_SETTING);
        var postgres = new LocalPostgres(binaries, folder.postgres(), port);
        String name = "PostgreSQL %d on 127.0.0.1:%d".formatted(binaries.version(), port);
        start(postgres, name, postgres::start, new Supervisor.Part(name, postgres::isRunning, postgres::restart));
        return new DatabaseUrls(postgres.url(), postgres.serviceUrl(), postgres.url());
    }

    /** Registers it before it starts, so that a stop meanwhile waits for it and closes it. */
    private void start(AutoCloseable store, String name, Runnable start, Supervisor.Part part) {
        // The store's own lock, which its close() takes too, so that nobody closes it between the check and the start.
        synchronized (store) {
            stores.add(store);
            refuseWhenClosed();
            log.step(name, start);
            var supervisor = new Supervisor(part, Supervisor.Timing.DEFAULT, this::giveUp);
            supervisors.add(supervisor);
            supervisor.start();
        }
    }

    private void giveUp(String sentence) {
        end.completeExceptionally(new IllegalStateException(sentence));
    }

    /**
     * Returns once the system was closed.
     *
     * @throws IllegalStateException with one sentence as soon as a part has ended and cannot be started again
     */
    public void awaitEnd() throws InterruptedException {
        try {
            end.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
        }
    }

    private void refuseWhenClosed() {
        if (closed) {
            throw new IllegalStateException("Statewave was told to stop while it started");
        }
    }

    private void startDeployables(List<String> shared) {
        // They share one process, so each of them would set up logging anew and stamp its own name on the lines of all;
        // logback.xml holds here.
        System.setProperty(LoggingSystem.SYSTEM_PROPERTY, LoggingSystem.NONE);
        // The first one loads most of the classes; the others start side by side on the rest of the processors.
        start(Deployable.COMPILE_WORKER, shared, LocalSettings.WORKER_PORT, services);
        var others = List.of(
                beside(Deployable.INGEST_SERVICE, shared, LocalSettings.INGEST_PORT),
                beside(Deployable.CONTEXT_SERVICE, shared, LocalSettings.CONTEXT_PORT),
                beside(Deployable.WEBHOOK_DISPATCHER, shared, LocalSettings.DISPATCHER_PORT));
        try {
            CompletableFuture.allOf(others.toArray(CompletableFuture[]::new)).join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
        start(Deployable.API_GATEWAY, upstreams(shared), LocalSettings.GATEWAY_PORT, edge);
    }

    private List<String> upstreams(List<String> shared) {
        var arguments = new ArrayList<>(shared);
        arguments.add("--statewave.ingest-url=http://127.0.0.1:" + settings.port(LocalSettings.INGEST_PORT));
        arguments.add("--statewave.context-url=http://127.0.0.1:" + settings.port(LocalSettings.CONTEXT_PORT));
        arguments.add("--statewave.worker-url=http://127.0.0.1:" + settings.port(LocalSettings.WORKER_PORT));
        arguments.add("--statewave.dispatcher-url=http://127.0.0.1:" + settings.port(LocalSettings.DISPATCHER_PORT));
        return arguments;
    }

    private CompletableFuture<Void> beside(Deployable deployable, List<String> arguments, String port) {
        return CompletableFuture.runAsync(() -> start(deployable, arguments, port, services));
    }

    private void start(Deployable deployable, List<String> arguments, String port, Collection<AutoCloseable> stage) {
        var all = new ArrayList<>(arguments);
        all.add("--server.port=" + settings.port(port));
        refuseWhenClosed();
        log.step(deployable.title(), () -> stage.add(deployable.application().run(all.toArray(String[]::new))));
    }

    /** Stops all parts, even if one of them fails to stop; those of a stage side by side. */
    @Override
    public void close() {
        closed = true;
        // First, so that nothing is started again that is stopped below.
        closeAll(supervisors);
        for (Collection<AutoCloseable> stage : List.of(edge, services, stores)) {
            closeAll(stage);
        }
        folder.close();
        end.complete(null);
    }

    private void closeAll(Collection<AutoCloseable> parts) {
        CompletableFuture.allOf(parts.stream()
                        .map(part -> CompletableFuture.runAsync(() -> close(part), Thread::startVirtualThread))
                        .toArray(CompletableFuture[]::new))
                .join();
        parts.clear();
    }

    /** Whether it was told to stop; what fails after that fails because of it. */
    public boolean closed() {
        return closed;
    }

    private void close(AutoCloseable part) {
        try {
            part.close();
        } catch (Exception e) {
            log.say("could not be stopped cleanly: " + e);
        }
    }
}

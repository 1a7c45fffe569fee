package dev.statewave.compose.local;

import dev.statewave.context.ContextService;
import dev.statewave.gateway.ApiGateway;
import dev.statewave.ingest.IngestService;
import dev.statewave.webhooks.WebhookDispatcher;
import dev.statewave.worker.CompileWorker;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.logging.LoggingSystem;

/** Everything on one machine: a broker, a database, and the five deployables in one process. */
public final class LocalSystem implements AutoCloseable {

    private final LocalSettings settings;
    private final Progress progress;
    private final DataFolder folder;
    private volatile boolean closed;
    private volatile String kafka;
    private volatile String database;
    private volatile String serviceDatabase;
    /** What runs, in the order in which it has to be stopped: who is asked, who answers, what they need for it. */
    private final Collection<AutoCloseable> edge = new ConcurrentLinkedQueue<>();

    private final Collection<AutoCloseable> services = new ConcurrentLinkedQueue<>();
    private final Collection<AutoCloseable> stores = new ConcurrentLinkedQueue<>();

    /** A system of its own beside any other, in this folder, on free ports and silent. */
    public static LocalSystem apart(Path home, List<String> arguments) {
        return apart(home, arguments, null, null);
    }

    /** The same on a database and a Kafka from outside; null for one of its own. */
    public static LocalSystem apart(Path home, List<String> arguments, String databaseUrl, String bootstrapServers) {
        return new LocalSystem(
                LocalSettings.apart(home, arguments).with(databaseUrl, bootstrapServers),
                new Progress(new PrintStream(OutputStream.nullOutputStream())));
    }

    LocalSystem(LocalSettings settings, Progress progress) {
        this.settings = settings;
        this.progress = progress;
        this.folder = new DataFolder(settings.home());
    }

    /**
     * Returns once a request would succeed.
     *
     * @return the address of the gateway
     * @throws Preflight.Refused where something has to be mended first; {@link #close()} stops what has been started by
     *     then
     */
    public String start() {
        Preflight.memory();
        Preflight.ports(settings.ownPorts());
        folder.open();
        try {
            // Side by side: each is mostly waiting for a disk.
            var broker = CompletableFuture.supplyAsync(this::kafka);
            var postgres = CompletableFuture.supplyAsync(this::database);
            CompletableFuture.allOf(broker, postgres).join();
            kafka = broker.join();
            database = postgres.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
        progress.step("schema", () -> Preparation.schema(database));
        var shared = new ArrayList<>(settings.arguments());
        shared.addAll(List.of(
                "--statewave.kafka-bootstrap-servers=" + kafka,
                "--statewave.database-url=" + serviceDatabase,
                "--statewave.replication-url=" + database,
                "--spring.main.register-shutdown-hook=false",
                "--spring.main.log-startup-info=false",
                "--spring.jmx.enabled=false"));
        progress.step("topics", () -> {
            Preparation.topics(shared);
            if (settings.bootstrapServers() == null) {
                Preparation.forgetFormerConsumers(kafka);
            }
        });
        startDeployables(shared);
        String url = "http://localhost:" + settings.port(LocalSettings.GATEWAY_PORT);
        progress.step("first answer", () -> new ReadyProbe(url).await());
        return url;
    }

    /** Where its Kafka answers, once it has started. */
    public String bootstrapServers() {
        return kafka;
    }

    /** Where its database answers, once it has started. */
    public String databaseUrl() {
        return database;
    }

    /** Where its ingest-service answers, behind the gateway. */
    public String ingestUrl() {
        return "http://127.0.0.1:" + settings.port(LocalSettings.INGEST_PORT);
    }

    /** Where its context-service answers, behind the gateway. */
    public String contextUrl() {
        return "http://127.0.0.1:" + settings.port(LocalSettings.CONTEXT_PORT);
    }

    private String kafka() {
        if (settings.bootstrapServers() != null) {
            return settings.bootstrapServers();
        }
        var broker = new LocalBroker(
                LocalBroker.Ports.local(
                        settings.port(LocalSettings.KAFKA_PORT), settings.port(LocalSettings.CONTROLLER_PORT)),
                folder.kafka());
        start(broker, "Kafka on " + broker.bootstrapServers(), broker::start);
        return broker.bootstrapServers();
    }

    private String database() {
        if (settings.databaseUrl() != null) {
            serviceDatabase = settings.databaseUrl();
            return settings.databaseUrl();
        }
        PostgresBinaries binaries = PostgresBinaries.find()
                .orElseThrow(() -> new Preflight.Refused(
                        "PostgreSQL 15 or newer with pgvector is not installed: run ./statewave up once as root on Debian 12 or 13 so that it installs them, "
                                + "install both yourself, or set STATEWAVE_DATABASE_URL to a database that runs."));
        folder.claim(binaries.version());
        var postgres = new LocalPostgres(binaries, folder.postgres(), settings.port(LocalSettings.POSTGRES_PORT));
        start(
                postgres,
                "PostgreSQL %d on 127.0.0.1:%d"
                        .formatted(binaries.version(), settings.port(LocalSettings.POSTGRES_PORT)),
                postgres::start);
        serviceDatabase = postgres.serviceUrl();
        return postgres.url();
    }

    /** Noted before it starts: who is told to stop meanwhile has to wait for it and take it down. */
    private void start(AutoCloseable store, String name, Runnable start) {
        // The store's own lock, which its close() takes too: between the look and the start nobody can close it in
        // vain.
        synchronized (store) {
            stores.add(store);
            refuseWhenClosed();
            progress.step(name, start);
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
        start("compile-worker", CompileWorker.application(), shared, LocalSettings.WORKER_PORT, services);
        var others = List.of(
                beside("ingest-service", IngestService.application(), shared, LocalSettings.INGEST_PORT),
                beside("context-service", ContextService.application(), shared, LocalSettings.CONTEXT_PORT),
                beside("webhook-dispatcher", WebhookDispatcher.application(), shared, LocalSettings.DISPATCHER_PORT));
        try {
            CompletableFuture.allOf(others.toArray(CompletableFuture[]::new)).join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
        start("api-gateway", ApiGateway.application(), upstreams(shared), LocalSettings.GATEWAY_PORT, edge);
    }

    private List<String> upstreams(List<String> shared) {
        var arguments = new ArrayList<>(shared);
        arguments.add("--statewave.ingest-url=http://127.0.0.1:" + settings.port(LocalSettings.INGEST_PORT));
        arguments.add("--statewave.context-url=http://127.0.0.1:" + settings.port(LocalSettings.CONTEXT_PORT));
        arguments.add("--statewave.worker-url=http://127.0.0.1:" + settings.port(LocalSettings.WORKER_PORT));
        arguments.add("--statewave.dispatcher-url=http://127.0.0.1:" + settings.port(LocalSettings.DISPATCHER_PORT));
        return arguments;
    }

    private CompletableFuture<Void> beside(
            String name, SpringApplication application, List<String> arguments, String port) {
        return CompletableFuture.runAsync(() -> start(name, application, arguments, port, services));
    }

    private void start(
            String name,
            SpringApplication application,
            List<String> arguments,
            String port,
            Collection<AutoCloseable> stage) {
        var all = new ArrayList<>(arguments);
        all.add("--server.port=" + settings.port(port));
        refuseWhenClosed();
        progress.step(name, () -> stage.add(application.run(all.toArray(String[]::new))));
    }

    /** Stops all parts, whatever one of them says; those of a stage side by side. */
    @Override
    public void close() {
        closed = true;
        for (Collection<AutoCloseable> stage : List.of(edge, services, stores)) {
            CompletableFuture.allOf(stage.stream()
                            .map(part -> CompletableFuture.runAsync(() -> close(part), Thread::startVirtualThread))
                            .toArray(CompletableFuture[]::new))
                    .join();
            stage.clear();
        }
        folder.close();
    }

    /** Whether it was told to stop; what fails after that fails because of it. */
    boolean closed() {
        return closed;
    }

    private void close(AutoCloseable part) {
        try {
            part.close();
        } catch (Exception e) {
            progress.say("could not be stopped cleanly: " + e);
        }
    }
}

package dev.statewave.harness.bench;

import dev.statewave.harness.capacity.CapacityCommand;
import dev.statewave.harness.client.StatewaveClient;
import dev.statewave.harness.client.WebhookReceiver;
import dev.statewave.harness.compare.Comparison;
import dev.statewave.harness.measure.GeneratedSection;
import dev.statewave.harness.measure.Latencies;
import dev.statewave.local.kafka.LocalBroker;
import dev.statewave.local.postgres.LocalPostgres;
import dev.statewave.local.postgres.PostgresBinaries;
import dev.statewave.local.preflight.FileTree;
import dev.statewave.local.preflight.FreePort;
import dev.statewave.local.system.Deployable;
import dev.statewave.local.system.LocalSystem;
import dev.statewave.platform.kafka.KafkaSettings;
import dev.statewave.platform.kafka.TopicCatalog;
import dev.statewave.platform.postgres.DatabaseUrl;
import dev.statewave.platform.postgres.Migrations;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ConfigurableApplicationContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * Measures the whole loop of a system that it starts for this. The figures are of one run on one machine, so what
 * counts is how they compare to each other.
 */
@Command(
        name = "bench",
        subcommands = CapacityCommand.class,
        description =
                "Measure this machine: latency, throughput, the writer alone, and what each call of the API takes.")
public final class BenchCommand implements Callable<Integer> {

    private static final String SOURCE = "bench";
    private static final int SINGLE = 500;
    private static final int WARM_UP = 3_000;
    private static final int PIPELINE = 150_000;
    private static final Duration QUIET = Duration.ofSeconds(2);
    private static final int WEBHOOK_MILLIS = 5_000;
    /** Of tenants. */
    private static final int ENDPOINTS = 4;

    /** What can be measured by itself. */
    enum Part {
        LATENCY,
        THROUGHPUT,
        WRITER,
        /** How soon what is recorded is found and delivered, under load. */
        FRESHNESS,
        /** Deliveries to the endpoints of tenants. */
        WEBHOOKS,
        /** Memories made anew. */
        REBUILD,
        /** The calls of the API one by one, also beside another server. */
        CALLS;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Parameters(paramLabel = "PART", description = "${COMPLETION-CANDIDATES}; all of them by default")
    private Set<Part> parts = EnumSet.allOf(Part.class);

    @Option(
            names = "--against",
            paramLabel = "URL",
            description =
                    "a server of the v1 API; the calls are then made to both in turns, and nothing else is measured")
    private @Nullable String against;

    @Option(
            names = "--url",
            paramLabel = "URL",
            description = "a system that runs, whose calls are measured; else one is started")
    private @Nullable String url;

    @Option(
            names = "--subjects",
            paramLabel = "N",
            defaultValue = "100",
            description = "subjects of 35 episodes that calls are about (default: ${DEFAULT-VALUE})")
    private int subjects = 100;

    @Option(
            names = "--seconds",
            paramLabel = "N",
            defaultValue = "5",
            description = "duration of each measurement of calls, freshness and webhooks (default: ${DEFAULT-VALUE})")
    private int seconds = 5;

    @Option(
            names = "--events",
            paramLabel = "N",
            defaultValue = "10000",
            description = "events of the backlog of webhooks, for each of four endpoints (default: ${DEFAULT-VALUE})")
    private int events = 10_000;

    @Option(
            names = "--rate",
            paramLabel = "N",
            defaultValue = "50",
            description = "writes a second whose webhooks are timed (default: ${DEFAULT-VALUE})")
    private int rate = 50;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "a page that gets the table of calls between its markers, such as docs/benchmarks.md")
    private @Nullable Path out;

    @Override
    public Integer call() throws Exception {
        if (against != null || url != null) {
            parts = EnumSet.of(Part.CALLS);
        }
        Path home = Files.createTempDirectory("statewave-bench");
        try (var receiver = new WebhookReceiver()) {
            if (parts.contains(Part.LATENCY)) {
                measureLatencies(home.resolve("loop"), receiver);
            }
            if (parts.contains(Part.THROUGHPUT)) {
                measureThroughput(home.resolve("pipeline"));
            }
            if (parts.contains(Part.WRITER)) {
                measureWriter(home.resolve("writer"));
            }
            if (parts.contains(Part.FRESHNESS)) {
                measureFreshness(home.resolve("freshness"), receiver);
            }
            if (parts.contains(Part.WEBHOOKS)) {
                measureWebhooks(home.resolve("webhooks"));
            }
            if (parts.contains(Part.REBUILD)) {
                measureRebuild(home.resolve("rebuild"));
            }
            if (parts.contains(Part.CALLS)) {
                return measureCalls(home.resolve("calls"));
            }
        } finally {
            FileTree.delete(home);
        }
        return 0;
    }

    /** Ends with 1 where an accepted episode is not found again. */
    private int measureCalls(Path home) throws Exception {
        if (url != null) {
            return measureCalls(new StatewaveClient(url));
        }
        Files.createDirectories(home);
        // As the server of v1, it compiles what it is asked to.
        try (var system = LocalSystem.apart(home, List.of("--statewave.compile-trigger=on_request"))) {
            return measureCalls(new StatewaveClient(system.start()));
        }
    }

    private int measureCalls(StatewaveClient client) throws Exception {
        var outcome = new Comparison(
                        client,
                        against == null ? null : new StatewaveClient(against),
                        "bench-" + UUID.randomUUID().toString().substring(0, 8),
                        subjects,
                        Duration.ofSeconds(seconds),
                        System.out)
                .measure();
        System.out.println("\n" + outcome.table());
        if (out != null) {
            GeneratedSection.write(out, "Measured", outcome.table());
        }
        return outcome.missing() == 0 ? 0 : 1;
    }

    private static void measureLatencies(Path home, WebhookReceiver receiver) throws Exception {
        Files.createDirectories(home);
        try (var system = LocalSystem.apart(home, List.of("--statewave.webhook-url=" + receiver.url()))) {
            var client = new StatewaveClient(system.start());
            for (int i = 0; i < WARM_UP; i++) {
                client.record("warm:" + i % 20, SOURCE, "I use benchmark number " + i + ".");
            }
            report("REST, 1 client", singles(client, 1));
            report("REST, 32 clients", singles(client, 32));
            report("recorded -> in context", visible(client));
            report("recorded -> webhook received", webhooks(client, receiver));
            System.out.printf("%-36s %d MB%n", "memory of the process", residentMegabytes());
        }
    }

    private static List<Double> singles(StatewaveClient client, int clients) throws Exception {
        var millis = Collections.synchronizedList(new ArrayList<Double>());
        long begin = System.nanoTime();
        try (var threads = Executors.newFixedThreadPool(clients)) {
            for (int i = 0; i < SINGLE * Math.min(clients, 8); i++) {
                int number = i;
                threads.submit(() -> {
                    long start = System.nanoTime();
                    client.record("bench:" + number % 50, SOURCE, "My favorite number is " + number + ".");
                    millis.add(since(start));
                    return null;
                });
            }
        }
        System.out.printf(
                "%-36s %.0f requests/s%n",
                "  at " + clients + " client(s)", millis.size() / ((System.nanoTime() - begin) / 1e9));
        return millis;
    }

    /** From the start of the write to the end of the first context that has it. */
    private static List<Double> visible(StatewaveClient client) throws Exception {
        var millis = new ArrayList<Double>();
        for (int i = 0; i < 100; i++) {
            String text = "needle " + i;
            long start = System.nanoTime();
            client.record("context:" + i, SOURCE, text);
            while (!client.context("context:" + i, "find it")
                    .json()
                    .path("assembled_context")
                    .asString("")
                    .contains(text)) {
                Thread.onSpinWait();
            }
            millis.add(since(start));
        }
        return millis;
    }

    /** From the start of the write to the receiver. */
    private static List<Double> webhooks(StatewaveClient client, WebhookReceiver receiver) throws Exception {
        var millis = new ArrayList<Double>();
        for (int i = 0; i < 200; i++) {
            long start = System.nanoTime();
            String id = client.record("webhook:" + i % 10, SOURCE, "event " + i)
                    .json()
                    .path("id")
                    .asString("");
            millis.add((arrival(receiver, id) - start) / 1e6);
        }
        return millis;
    }

    private static long arrival(WebhookReceiver receiver, String episode) throws InterruptedException {
        for (int waited = 0; waited <= WEBHOOK_MILLIS; waited++) {
            Optional<Long> arrival = receiver.firstArrival(episode);
            if (arrival.isPresent()) {
                return arrival.get();
            }
            Thread.sleep(1);
        }
        throw new IllegalStateException("no webhook for %s within %d ms".formatted(episode, WEBHOOK_MILLIS));
    }

    private void measureFreshness(Path home, WebhookReceiver receiver) throws Exception {
        Files.createDirectories(home);
        var settings = List.of(
                "--statewave.webhook-url=" + receiver.url(), "--statewave.compile-quiet-ms=" + QUIET.toMillis());
        try (var system = LocalSystem.apart(home, settings)) {
            var result = new Freshness(
                            new StatewaveClient(system.start()), receiver, QUIET, Duration.ofSeconds(seconds))
                    .measure();
            System.out.printf("%-36s %.0f a second%n", "writes, 32 clients", result.ceiling());
            System.out.printf(
                    "%-36s %.0f a second, %s%n",
                    "writes at half of it",
                    result.writes().perSecond(),
                    result.writes().latencies());
            System.out.printf("%-36s %s%n", "  recorded -> in context", result.inContext());
            System.out.printf("%-36s %s%n", "  recorded -> compiled, beyond quiet", result.compiled());
            System.out.printf("%-36s %s%n", "  recorded -> webhook received", result.delivered());
        }
    }

    private void measureWebhooks(Path home) throws Exception {
        Files.createDirectories(home);
        // Only the way out: compiling is measured where it belongs.
        var settings =
                List.of("--statewave.compile-trigger=on_request", "--statewave.webhook-allowed-targets=127.0.0.1");
        var receivers = Stream.generate(WebhookReceiver::new).limit(ENDPOINTS).toList();
        try (var system = LocalSystem.apart(home, settings)) {
            var client = new StatewaveClient(system.start());
            var result = new WebhookRate(
                            client, new Pipeline(system.bootstrapServers(), system.databaseUrl()), receivers)
                    .measure(events, rate, Duration.ofSeconds(seconds));
            System.out.printf(
                    "%-36s %.0f a second%n",
                    "deliveries of a backlog, %d endpoints".formatted(ENDPOINTS), result.perSecond());
            System.out.printf(
                    "%-36s %.0f a second, %s%n",
                    "writes", result.writes().perSecond(), result.writes().latencies());
            System.out.printf("%-36s %s%n", "  recorded -> received by all", result.delivered());
        } finally {
            receivers.forEach(WebhookReceiver::close);
        }
    }

    private static void measureThroughput(Path home) throws Exception {
        Files.createDirectories(home);
        // Only the way in: compiling is measured where it belongs.
        try (var system = LocalSystem.apart(home, List.of("--statewave.compile-trigger=on_request"))) {
            system.start();
            var pipeline = new Pipeline(system.bootstrapServers(), system.databaseUrl());
            pipeline.produce(PIPELINE / 3);
            pipeline.awaitPersisted(PIPELINE / 3);
            double perSecond = pipeline.measure(PIPELINE);
            double copy = pipeline.measureCopy();
            System.out.printf("%-36s %.0f episodes/s%n", "producer -> Kafka -> PostgreSQL", perSecond);
            System.out.printf("%-36s %.0f rows/s%n", "COPY of the same rows", copy);
            System.out.printf("%-36s %.0f %%%n", "ratio", 100 * perSecond / copy);
        }
    }

    private static void measureRebuild(Path home) throws Exception {
        Files.createDirectories(home);
        try (var system = LocalSystem.apart(home, List.of("--statewave.compile-trigger=on_request"))) {
            double perSecond = new RebuildRate(new StatewaveClient(system.start())).measure();
            System.out.printf("%-36s %.0f memories/s%n", "rebuild of all memories", perSecond);
        }
    }

    /** The writer by itself: it finds a full log, and nothing else wants the processors. */
    private static void measureWriter(Path home) throws Exception {
        Files.createDirectories(home);
        var postgres =
                new LocalPostgres(PostgresBinaries.find().orElseThrow(), home.resolve("postgres"), FreePort.find());
        try (postgres;
                var broker = new LocalBroker(
                        LocalBroker.Ports.local(FreePort.find(), FreePort.find()), home.resolve("kafka"))) {
            postgres.start();
            broker.start();
            new Migrations(DatabaseUrl.parse(postgres.url())).run();
            var pipeline = new Pipeline(broker.bootstrapServers(), postgres.url());
            new TopicCatalog(new KafkaSettings(broker.bootstrapServers(), "", 4, 1, 1, 1, 50)).ensure();
            pipeline.fillLog(PIPELINE);
            try (var warm = writer(broker, postgres)) {
                pipeline.awaitPersisted(PIPELINE);
            }
            pipeline.fillLog(PIPELINE);
            try (var measured = writer(broker, postgres)) {
                double perSecond = pipeline.measureCatchUp(2L * PIPELINE);
                double copy = pipeline.measureCopy();
                System.out.printf("%-36s %.0f episodes/s%n", "Kafka -> PostgreSQL, writer alone", perSecond);
                System.out.printf("%-36s %.0f rows/s%n", "COPY of the same rows", copy);
                System.out.printf("%-36s %.0f %%%n", "ratio", 100 * perSecond / copy);
            }
        }
    }

    private static ConfigurableApplicationContext writer(LocalBroker broker, LocalPostgres postgres) {
        return Deployable.COMPILE_WORKER
                .application()
                .run(
                        "--server.port=0",
                        "--statewave.worker-roles=writer",
                        "--statewave.kafka-bootstrap-servers=" + broker.bootstrapServers(),
                        "--statewave.database-url=" + postgres.url());
    }

    private static void report(String what, List<Double> millis) {
        System.out.printf(
                "%-36s %s%n",
                what,
                Latencies.of(millis.stream().mapToLong(ms -> (long) (1e6 * ms)).toArray()));
    }

    private static double since(long start) {
        return (System.nanoTime() - start) / 1e6;
    }

    private static long residentMegabytes() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                .findFirst()
                .orElse(0);
    }
}

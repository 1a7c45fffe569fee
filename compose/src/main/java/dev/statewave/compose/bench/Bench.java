package dev.statewave.compose.bench;

import dev.statewave.compose.local.FreePort;
import dev.statewave.compose.local.LocalBroker;
import dev.statewave.compose.local.LocalPostgres;
import dev.statewave.compose.local.LocalSystem;
import dev.statewave.compose.local.PostgresBinaries;
import dev.statewave.platform.kafka.KafkaSettings;
import dev.statewave.platform.kafka.TopicCatalog;
import dev.statewave.platform.postgres.DatabaseUrl;
import dev.statewave.platform.postgres.Migrations;
import dev.statewave.worker.CompileWorker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * The command {@code bench}: measures the whole loop of a system that it starts for this. Figures are of one run on one
 * machine, so what counts is how they stand to each other.
 */
public final class Bench {

    private static final int SINGLE = 500;
    private static final int WARM_UP = 3_000;
    private static final int PIPELINE = 150_000;

    private Bench() {}

    /** @param parts which to measure, {@code latency}, {@code throughput} and {@code writer}; none for all */
    public static void run(List<String> parts) throws Exception {
        Path home = Files.createTempDirectory("statewave-bench");
        try (var receiver = new Receiver()) {
            if (parts.isEmpty() || parts.contains("latency")) {
                measureLatencies(home.resolve("loop"), receiver);
            }
            if (parts.isEmpty() || parts.contains("throughput")) {
                measureThroughput(home.resolve("pipeline"));
            }
            if (parts.isEmpty() || parts.contains("writer")) {
                measureWriter(home.resolve("writer"));
            }
        } finally {
            delete(home);
        }
        // Threads of libraries would keep the process.
        System.exit(0);
    }

    private static void measureLatencies(Path home, Receiver receiver) throws Exception {
        Files.createDirectories(home);
        try (var system = LocalSystem.apart(home, List.of("--statewave.webhook-url=" + receiver.url()))) {
            var client = new Client(system.start());
            IntStream.range(0, WARM_UP)
                    .forEach(i -> client.record("warm:" + i % 20, "I use benchmark number " + i + "."));
            report("REST, 1 client", singles(client, 1));
            report("REST, 32 clients", singles(client, 32));
            report("recorded -> in context", visible(client));
            report("recorded -> webhook received", webhooks(client, receiver));
            System.out.printf("%-36s %d MB%n", "memory of the process", residentMegabytes());
        }
    }

    private static List<Double> singles(Client client, int clients) throws Exception {
        var millis = Collections.synchronizedList(new ArrayList<Double>());
        long begin = System.nanoTime();
        try (var threads = Executors.newFixedThreadPool(clients)) {
            for (int i = 0; i < SINGLE * Math.min(clients, 8); i++) {
                int number = i;
                threads.submit(() -> {
                    long start = System.nanoTime();
                    client.record("bench:" + number % 50, "My favorite number is " + number + ".");
                    millis.add(since(start));
                });
            }
        }
        System.out.printf(
                "%-36s %.0f requests/s%n",
                "  at " + clients + " client(s)", millis.size() / ((System.nanoTime() - begin) / 1e9));
        return millis;
    }

    /** From the start of the write to the end of the first context that has it. */
    private static List<Double> visible(Client client) {
        var millis = new ArrayList<Double>();
        for (int i = 0; i < 100; i++) {
            String text = "needle " + i;
            long start = System.nanoTime();
            client.record("context:" + i, text);
            while (!client.context("context:" + i, "find it")
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
    private static List<Double> webhooks(Client client, Receiver receiver) throws InterruptedException {
        var millis = new ArrayList<Double>();
        for (int i = 0; i < 200; i++) {
            long start = System.nanoTime();
            String id =
                    client.record("webhook:" + i % 10, "event " + i).path("id").asString("");
            Long heard = receiver.heard(id);
            for (int waited = 0; heard == null && waited < 5_000; waited++) {
                Thread.sleep(1);
                heard = receiver.heard(id);
            }
            if (heard == null) {
                throw new IllegalStateException("no webhook for " + id + " within 5 s");
            }
            millis.add((heard - start) / 1e6);
        }
        return millis;
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
            new TopicCatalog(new KafkaSettings(broker.bootstrapServers(), "", 4, 1, 1, 1)).ensure();
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
        return CompileWorker.application()
                .run(
                        "--server.port=0",
                        "--statewave.worker-roles=writer",
                        "--statewave.kafka-bootstrap-servers=" + broker.bootstrapServers(),
                        "--statewave.database-url=" + postgres.url());
    }

    private static void report(String what, List<Double> millis) {
        System.out.printf("%-36s %s%n", what, Quantiles.of(millis));
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

    private static void delete(Path home) throws IOException {
        try (var files = Files.walk(home)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        }
    }
}

package dev.statewave.harness.capacity;

import dev.statewave.contract.json.Json;
import dev.statewave.contract.sizing.Driver;
import dev.statewave.harness.client.WebhookReceiver;
import dev.statewave.harness.measure.ClosedLoop;
import dev.statewave.harness.measure.OpenLoop;
import dev.statewave.harness.measure.Timed;
import java.io.IOException;
import java.io.PrintStream;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;

/** The cells that coefficients are worked out of: each operation by itself, at several sizes and rates. */
final class Calibration {

    private static final int WRITERS = 8;
    private static final int READERS = 4;
    private static final int SUBJECTS = 200;
    private static final int COMPILERS = 4;
    /** Memories that one episode of text becomes, about: only to tell how many a compile finds there. */
    private static final double MEMORIES = 1.3;

    private final MeasuredSystem system;
    private final CapacitySettings settings;
    private final Operations operations;
    private final Texts texts;
    private final Meter meter;
    private final WebhookReceiver receiver;
    private final List<CellResult> cells;

    /** @param cells get each result as soon as there is one */
    Calibration(
            MeasuredSystem system,
            CapacitySettings settings,
            Operations operations,
            Texts texts,
            Meter meter,
            WebhookReceiver receiver,
            List<CellResult> cells) {
        this.system = system;
        this.settings = settings;
        this.operations = operations;
        this.texts = texts;
        this.meter = meter;
        this.receiver = receiver;
        this.cells = cells;
    }

    /** Everything at once, until the virtual machines have compiled what they run. */
    static void warmUp(
            Duration time,
            long seed,
            Operations operations,
            Texts texts,
            List<Band> bands,
            String name,
            PrintStream progress)
            throws InterruptedException {
        var counts = new Counts();
        var number = new AtomicInteger();
        var timed = new ClosedLoop(READERS, time).run(seed, random -> {
            Band band = bands.get(random.nextInt(bands.size()));
            Band.Read read = band.any(random, 0.3);
            switch (random.nextInt(10)) {
                case 0, 1 -> operations.context(counts, read.subject(), read.memories(), texts.question(random), false);
                case 2 -> operations.context(counts, read.subject(), read.memories(), texts.newQuestion(random), true);
                case 3, 4 -> operations.search(counts, read.subject(), read.memories(), texts.question(random), false);
                case 5 -> operations.timeline(counts, read.subject());
                case 6, 7, 8 -> operations.write(counts, random, "cap:%s:%d".formatted(name, random.nextInt(100)), 500);
                default -> {
                    String subject = "cap:%s:b%d".formatted(name, number.getAndIncrement());
                    operations.batch(counts, random, subject, 20, 400);
                    operations.compile(counts, subject, 20, 400, 0);
                    operations.erase(counts, subject, 20);
                }
            }
        });
        if (timed.errors() > 0) {
            progress.printf("  %d calls failed while warming up, the first: %s%n", timed.errors(), timed.firstError());
        }
    }

    void idle(Duration time) throws IOException, SQLException, InterruptedException {
        var counts = new Counts();
        cells.add(meter.measure("idle", counts, () -> true, () -> {
            Thread.sleep(time);
            return null;
        }));
    }

    void reads(List<Band> bands) throws IOException, SQLException, InterruptedException {
        for (Band band : bands) {
            context(band, 0, 0, 0);
            context(band, 0, 1, 0);
            context(band, 1, 0, 0);
            search(band, 0, 0);
            search(band, 1, 1);
            timeline(band);
        }
        context(bands.getFirst(), 0, 0, 10);
        context(bands.get(1), 1, 1, 5);
    }

    private void context(Band band, double cold, double fresh, double perSecond)
            throws IOException, SQLException, InterruptedException {
        var counts = new Counts();
        ClosedLoop.Call call = random -> {
            Band.Read read = band.any(random, cold);
            boolean isNew = random.nextDouble() < fresh;
            operations.context(
                    counts,
                    read.subject(),
                    read.memories(),
                    isNew ? texts.newQuestion(random) : texts.question(random),
                    isNew);
        };
        measure(name("context", band, cold, fresh, perSecond), counts, perSecond, READERS, call);
    }

    private void search(Band band, double cold, double fresh) throws IOException, SQLException, InterruptedException {
        var counts = new Counts();
        measure(name("search", band, cold, fresh, 0), counts, 0, READERS, random -> {
            Band.Read read = band.any(random, cold);
            boolean isNew = random.nextDouble() < fresh;
            operations.search(
                    counts,
                    read.subject(),
                    read.memories(),
                    isNew ? texts.newQuestion(random) : texts.question(random),
                    isNew);
        });
    }

    private void timeline(Band band) throws IOException, SQLException, InterruptedException {
        var counts = new Counts();
        measure(
                "timeline " + band.name(),
                counts,
                0,
                READERS,
                random -> operations.timeline(counts, band.any(random, 0.5).subject()));
    }

    private static String name(String operation, Band band, double cold, double fresh, double perSecond) {
        return "%s %s %s, %s questions%s"
                .formatted(
                        operation,
                        band.name(),
                        cold > 0 ? "cold" : "warm",
                        fresh > 0 ? "new" : "known",
                        perSecond > 0 ? ", %.0f/s".formatted(perSecond) : "");
    }

    private void measure(String name, Counts counts, double perSecond, int clients, ClosedLoop.Call call)
            throws IOException, SQLException, InterruptedException {
        cells.add(meter.measure(
                name,
                counts,
                () -> true,
                () -> perSecond > 0
                        ? new OpenLoop(perSecond, settings.cell()).run(settings.seed(), call)
                        : new ClosedLoop(clients, settings.cell()).run(settings.seed(), call)));
    }

    void writes() throws IOException, SQLException, InterruptedException {
        write("w1", 200, 0, WRITERS);
        write("w2", 1_000, 0, WRITERS);
        write("w3", 4_000, 0, WRITERS);
        write("w4", 16_000, 0, WRITERS);
        write("w5", 500, 0, 1);
        write("w6", 1_000, 20, WRITERS);
        write("w7", 500, 60, WRITERS);
        batch("b1", 100, 200, 2);
        batch("b2", 100, 1_000, 2);
        batch("b3", 10, 1_000, 4);
        batch("b4", 100, 4_000, 2);
        long rounds = Math.max(1, settings.cell().toSeconds());
        produce("p1", 800 * rounds, 500, 0);
        produce("p2", 200 * rounds, 500, 200);
        produce("p3", 400 * rounds, 2_000, 0);
        produce("p4", 500 * rounds, 1_000, 500);
    }

    private void write(String cell, int bytes, double perSecond, int clients)
            throws IOException, SQLException, InterruptedException {
        var counts = new Counts();
        measure(
                "write %,d B, %s".formatted(bytes, perSecond > 0 ? perSecond + "/s" : clients + " clients"),
                counts,
                perSecond,
                clients,
                random ->
                        operations.write(counts, random, "cap:%s:%d".formatted(cell, random.nextInt(SUBJECTS)), bytes));
    }

    private void batch(String cell, int episodes, int bytes, int clients)
            throws IOException, SQLException, InterruptedException {
        var counts = new Counts();
        measure(
                "batch of %d x %,d B, %d clients".formatted(episodes, bytes, clients),
                counts,
                0,
                clients,
                random -> operations.batch(
                        counts, random, "cap:%s:%d".formatted(cell, random.nextInt(SUBJECTS)), episodes, bytes));
    }

    private void produce(String cell, long count, int bytes, double perSecond)
            throws IOException, SQLException, InterruptedException {
        var counts = new Counts();
        String prefix = "cap:" + cell + ":";
        cells.add(meter.measure(
                "producer %,d B%s".formatted(bytes, perSecond > 0 ? ", %.0f/s".formatted(perSecond) : ""),
                counts,
                () -> system.number("SELECT count(*) FROM episodes WHERE " + range(prefix)) >= count,
                () -> {
                    operations.produce(
                            counts, new SplittableRandom(settings.seed()), prefix, SUBJECTS, count, bytes, perSecond);
                    return null;
                }));
    }

    /** Deliveries to an endpoint of a tenant that is registered for them. */
    void webhooks() throws IOException, SQLException, InterruptedException {
        var body = Json.object().put("url", receiver.url());
        body.putArray("event_types").add("episode.created");
        body.putObject("filters").put("subject_prefix", "hook:");
        system.client().post("/v1/webhook-endpoints", body).expect(201);
        hooked("webhooks of writes of 500 B", 0);
        hooked("webhooks of writes of 500 B, 20/s", 20);
    }

    private void hooked(String name, double perSecond) throws IOException, SQLException, InterruptedException {
        var counts = new Counts();
        int before = receiver.count();
        ClosedLoop.Call call = random -> {
            operations.write(counts, random, "hook:" + random.nextInt(SUBJECTS), 500);
            counts.add(Driver.WEBHOOKS, 1);
        };
        cells.add(meter.measure(
                name,
                counts,
                () -> receiver.count() - before >= counts.of(Driver.WEBHOOKS),
                () -> perSecond > 0
                        ? new OpenLoop(perSecond, settings.cell()).run(settings.seed(), call)
                        : new ClosedLoop(2, settings.cell()).run(settings.seed(), call)));
    }

    void compiles() throws IOException, SQLException, InterruptedException {
        compile("k1", 40, 100, 200, 0);
        compile("k2", 200, 10, 500, 0);
        compile("k3", 25, 40, 4_000, 0);
        compile("k4", 400, 2, 1_000, 0);
        // Once more: their subjects have memories by then.
        compile("k1", 40, 20, 500, 100);
        compile("k1", 40, 20, 500, 120);
    }

    private void compile(String cell, int subjects, int episodes, int bytes, int before)
            throws IOException, SQLException, InterruptedException {
        String prefix = "cap:" + cell + ":";
        var written = new Counts();
        new Queued<>(numbers(subjects))
                .forEach(
                        WRITERS / 2,
                        settings.seed(),
                        (random, number) -> operations.batch(written, random, prefix + number, episodes, bytes));
        Thread.sleep(1_500);
        var counts = new Counts();
        cells.add(meter.measure(
                "compile %d subjects, %d x %,d B on top of %d".formatted(subjects, episodes, bytes, before),
                counts,
                () -> unembedded(system, prefix) == 0,
                () -> new Queued<>(numbers(subjects))
                        .forEach(
                                COMPILERS,
                                settings.seed(),
                                (_, number) -> operations.compile(
                                        counts, prefix + number, episodes, bytes, before * MEMORIES))));
    }

    private static List<Integer> numbers(int count) {
        var numbers = new ArrayList<Integer>();
        for (int i = 0; i < count; i++) {
            numbers.add(i);
        }
        return numbers;
    }

    /** Memories that wait for a vector. Those with passages have none: their passages have. */
    static double unembedded(MeasuredSystem system, String prefix) throws SQLException {
        return system.number("SELECT count(*) FROM memories m WHERE " + range(prefix)
                + " AND (m.kind = 'passage' OR m.kind = 'episode_summary' AND m.passages = 0) AND m.status = 'active'"
                + " AND NOT EXISTS (SELECT FROM memory_embeddings e WHERE e.memory_id = m.id)");
    }

    /** Erases what was written by the cells with these prefixes. */
    void erases(List<String> names) throws IOException, SQLException, InterruptedException {
        for (String name : names) {
            String prefix = name + ":";
            var episodes =
                    system.numbers("SELECT subject_id, count(*) FROM episodes WHERE " + range(prefix) + " GROUP BY 1");
            var counts = new Counts();
            cells.add(meter.measure("erase " + name, counts, () -> true, () -> new Queued<>(
                            List.copyOf(episodes.entrySet()))
                    .forEach(
                            COMPILERS,
                            settings.seed(),
                            (_, entry) -> operations.erase(
                                    counts, entry.getKey(), entry.getValue().intValue()))));
        }
    }

    /** The writes that were measured by themselves: it would take longer to compile them than all cells. */
    void eraseUncompiled() throws IOException, SQLException, InterruptedException {
        var subjects = system.numbers("SELECT subject_id, 1 FROM uncompiled_subjects");
        new Queued<>(List.copyOf(subjects.keySet()))
                .forEach(COMPILERS, settings.seed(), (_, subject) -> operations.erase(new Counts(), subject, 0));
    }

    /** Writes that are compiled when their subject is quiet; each session is one of a few subjects. */
    void continuous() throws IOException, SQLException, InterruptedException {
        session("n1", 60, 500, 10, 500);
        session("n2", 30, 2_000, 5, 500);
        session("n3", 100, 300, 25, 60);
    }

    private void session(String cell, double perSecond, int bytes, int length, int subjects)
            throws IOException, SQLException, InterruptedException {
        var counts = new Counts();
        cells.add(meter.measure(
                "continuous %.0f/s of %,d B, sessions of %d".formatted(perSecond, bytes, length),
                counts,
                () -> compiled() && unembedded(system, "cap:" + cell + ":") == 0,
                () -> new OpenLoop(perSecond, settings.cell().multipliedBy(2))
                        .run(
                                settings.seed(),
                                sessions(counts, operations, "cap:" + cell + ":", length, bytes, subjects))));
    }

    /** Writes of one session after the other. */
    static ClosedLoop.Call sessions(
            Counts counts, Operations operations, String prefix, int length, int bytes, int subjects) {
        var number = new AtomicLong();
        return random -> {
            long index = number.getAndIncrement();
            long session = index / length;
            operations.write(counts, random, prefix + session % subjects, bytes);
            Operations.compiled(counts, 1, bytes, index % length == 0 ? MEMORIES * length * (session / subjects) : 0);
        };
    }

    boolean compiled() throws SQLException {
        return system.number("SELECT count(*) FROM uncompiled_subjects") == 0;
    }

    /** What vacuum takes for all that was written so far. */
    void vacuum(double written) throws IOException, SQLException, InterruptedException {
        var counts = new Counts();
        counts.add(Driver.VACUUMED_EPISODES, written);
        cells.add(meter.measure("vacuum", counts, () -> true, () -> {
            system.execute("VACUUM (ANALYZE)");
            return null;
        }));
    }

    /** The condition of a prefix that ends with a colon. */
    static String range(String prefix) {
        return "subject_id >= '%s' AND subject_id < '%s;'".formatted(prefix, prefix.substring(0, prefix.length() - 1));
    }

    /** Items that some threads take one by one. */
    private static final class Queued<T> {

        private final Queue<T> items;

        Queued(List<T> items) {
            this.items = new ConcurrentLinkedQueue<>(items);
        }

        interface Each<T> {
            void take(RandomGenerator random, T item) throws IOException, InterruptedException;
        }

        Timed forEach(int clients, long seed, Each<T> each) throws InterruptedException {
            return new ClosedLoop(clients, Duration.ofMinutes(5)).runWhile(() -> !items.isEmpty(), seed, random -> {
                T item = items.poll();
                if (item != null) {
                    each.take(random, item);
                }
            });
        }
    }
}

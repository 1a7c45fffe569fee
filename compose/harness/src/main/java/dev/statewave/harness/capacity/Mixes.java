package dev.statewave.harness.capacity;

import dev.statewave.contract.json.Json;
import dev.statewave.contract.sizing.Driver;
import dev.statewave.contract.sizing.Rates;
import dev.statewave.harness.client.WebhookReceiver;
import dev.statewave.harness.measure.ClosedLoop;
import dev.statewave.harness.measure.OpenLoop;
import dev.statewave.harness.measure.Timed;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Runs mixes, in a system that compiles on its own. */
final class Mixes {

    /** Sessions are of so many subjects, more than a mix has sessions: each of them is new. */
    private static final int SUBJECTS = 100_000;

    private final MeasuredSystem system;
    private final CapacitySettings settings;
    private final Operations operations;
    private final Texts texts;
    private final Meter meter;
    private final WebhookReceiver receiver;
    private final List<Band> bands;
    private final RunFile file;

    Mixes(
            MeasuredSystem system,
            CapacitySettings settings,
            Operations operations,
            Texts texts,
            Meter meter,
            WebhookReceiver receiver,
            List<Band> bands,
            RunFile file) {
        this.system = system;
        this.settings = settings;
        this.operations = operations;
        this.texts = texts;
        this.meter = meter;
        this.receiver = receiver;
        this.bands = bands;
        this.file = file;
    }

    void run() throws IOException, SQLException, InterruptedException {
        var body = Json.object().put("url", receiver.url());
        body.putArray("event_types").add("episode.created");
        body.putObject("filters").put("subject_prefix", "cap:hooked-");
        system.client().post("/v1/webhook-endpoints", body).expect(201);
        var array = file.root().putArray("mixes");
        double seconds = settings.cell().multipliedBy(3).toSeconds();
        for (Mix mix : Mix.draw(
                settings.seed(), seconds, bands.stream().map(Band::meanMemories).toList())) {
            array.add(mix.json());
            file.mixCells().add(measure(mix));
        }
    }

    private CellResult measure(Mix mix) throws IOException, SQLException, InterruptedException {
        var counts = new Counts();
        Rates rates = mix.rates();
        int bytes = (int) rates.episodeBytes();
        int length = (int) rates.sessionLength();
        String name = mix.name().replace(' ', '-');
        boolean hooked = rates.webhooks() > 0;
        String written = "cap:%s%s:".formatted(hooked ? "hooked-" : "", name);
        int heard = receiver.count();
        long producedBefore = operations.produced();
        Band band = bands.get(mix.band());
        var loops = new ArrayList<Loop>();
        loops.add(new Loop(rates.writes(), Calibration.sessions(counts, operations, written, length, bytes, SUBJECTS)));
        var batch = new AtomicLong();
        loops.add(new Loop(rates.batches(), random -> {
            int size = (int) rates.batchSize();
            operations.batch(counts, random, "cap:%s-b:%d".formatted(name, batch.getAndIncrement()), size, bytes);
            Operations.compiled(counts, size, bytes, 0);
        }));
        loops.add(new Loop(rates.contexts(), random -> {
            Band.Read read = band.any(random, rates.coldReads());
            boolean isNew = random.nextDouble() < rates.newQuestions();
            operations.context(counts, read.subject(), read.memories(), question(random, isNew), isNew);
        }));
        loops.add(new Loop(rates.searches(), random -> {
            Band.Read read = band.any(random, rates.coldReads());
            boolean isNew = random.nextDouble() < rates.newQuestions();
            operations.search(counts, read.subject(), read.memories(), question(random, isNew), isNew);
        }));
        loops.add(new Loop(
                rates.timelines(),
                random -> operations.timeline(counts, band.any(random, 0.5).subject())));
        return meter.measure(
                mix.name(),
                counts,
                () -> persisted(producedBefore, counts)
                        && (!hooked || receiver.count() - heard >= counts.of(Driver.WRITES))
                        && system.number("SELECT count(*) FROM uncompiled_subjects") == 0
                        && Calibration.unembedded(system, "cap:") == 0,
                () -> all(loops, mix, counts, name));
    }

    private boolean persisted(double before, Counts counts) throws SQLException {
        return system.number("SELECT count(*) FROM episodes WHERE source = '%s'".formatted(Operations.PRODUCED))
                >= before + counts.of(Driver.PRODUCED);
    }

    private String question(RandomGenerator random, boolean isNew) {
        return isNew ? texts.newQuestion(random) : texts.question(random);
    }

    private record Loop(double perSecond, ClosedLoop.Call call) {}

    /** @return how the slowest of them went */
    private @Nullable Timed all(List<Loop> loops, Mix mix, Counts counts, String name) throws InterruptedException {
        var running = new ArrayList<Future<Timed>>();
        Rates rates = mix.rates();
        var time = Duration.ofMillis(Math.round(mix.seconds() * 1_000));
        @Nullable Timed worst = null;
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Loop loop : loops) {
                if (loop.perSecond() > 0) {
                    running.add(threads.submit(
                            () -> new OpenLoop(loop.perSecond(), time).run(settings.seed(), loop.call())));
                }
            }
            if (rates.produced() > 0) {
                long count = Math.round(rates.produced() * mix.seconds());
                int bytes = (int) rates.episodeBytes();
                // About as many episodes of a subject as a session has.
                int subjects = (int) Math.max(1, count / rates.sessionLength());
                operations.produce(
                        counts,
                        new SplittableRandom(settings.seed()),
                        "cap:%s-p:".formatted(name),
                        subjects,
                        count,
                        bytes,
                        rates.produced());
                Operations.compiled(counts, count, bytes, 0);
            }
            for (Future<Timed> loop : running) {
                Timed timed = loop.get();
                if (worst == null
                        || timed.errors() > worst.errors()
                        || timed.latencies().p95() > worst.latencies().p95() && worst.errors() == 0) {
                    worst = timed;
                }
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("a client of the mix broke", e.getCause());
        }
        return worst;
    }
}

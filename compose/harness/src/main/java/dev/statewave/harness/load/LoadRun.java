package dev.statewave.harness.load;

import dev.statewave.harness.client.StatewaveClient;
import dev.statewave.harness.measure.ClosedLoop;
import dev.statewave.harness.measure.Latencies;
import dev.statewave.harness.measure.Machine;
import dev.statewave.harness.measure.TextSource;
import dev.statewave.harness.measure.Timed;
import dev.statewave.local.system.LocalSystem;
import dev.statewave.models.embedding.LocalEmbedder;
import dev.statewave.models.embedding.LocalModel;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** Fills a system step by step and measures it at each size. */
final class LoadRun implements AutoCloseable {

    private static final String SOURCE = "load";
    private static final long SEED = 2025;
    private static final int INGEST_SUBJECTS = 1_000;
    private static final int WARM_CLIENTS = 8;
    private static final int ROUNDS_OF_WARM_UP = 4;
    /** There are many lists, and what they do depends little on how warm the process is. */
    private static final int SHARE_OF_A_LIST = 4;
    /** The default of STATEWAVE_LARGE_SUBJECT_MEMORIES. */
    private static final int LARGE = 1_500;

    private final LoadSettings settings;
    private final PrintStream progress;
    private final Database database;
    private final StatewaveClient client;
    private final Backlog backlog;
    private final TextPool pool;
    private final List<String> questions;
    private final Zipf question;
    private final Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);

    private final List<FillResult> filled = new ArrayList<>();
    private final List<Measurement> cells = new ArrayList<>();
    private final List<LoadReport.Sql> sql = new ArrayList<>();
    private final List<LoadReport.Listed> lists = new ArrayList<>();
    private final List<LoadReport.Big> big = new ArrayList<>();

    /**
     * Starts the system, which stays the caller's to close.
     *
     * @param system one that has not been started
     * @param home its folder, empty
     */
    LoadRun(LoadSettings settings, LocalSystem system, Path home, PrintStream progress)
            throws SQLException, InterruptedException {
        this.settings = settings;
        this.progress = progress;
        progress.printf("Embedding %,d texts%n", settings.texts());
        var texts = new TextSource(SEED);
        try (var embedder = new LocalEmbedder(
                LocalModel.ALL_MINILM_L6_V2, Runtime.getRuntime().availableProcessors())) {
            pool = TextPool.embed(texts.texts(settings.texts()), embedder);
        }
        questions = texts.questions(settings.questions());
        question = new Zipf(questions.size());
        progress.println("Starting a system");
        StatementTimes.install(home.resolve("postgres"));
        client = new StatewaveClient(system.start());
        database = new Database(system.databaseUrl());
        backlog = new Backlog(database, progress);
    }

    StatewaveClient client() {
        return client;
    }

    TextPool pool() {
        return pool;
    }

    Instant now() {
        return now;
    }

    LoadReport measure() throws IOException, SQLException, InterruptedException {
        var fill = new TableFill(database, pool, now, progress);
        int before = 0;
        for (int size : settings.sizes()) {
            backlog.await();
            progress.printf("Filling %,d subjects%n", size);
            filled.add(fill.fill(before, size));
            before = size;
            backlog.await();
            var subjects = new Zipf(size);
            if (size == settings.sizes().getFirst()) {
                warmUpSystem(size);
            }
            measureContext(size, random -> client.context("load:" + subjects.next(random), question(random)));
            measure(size, Operation.SEARCH, random -> client.search("load:" + subjects.next(random), question(random)));
            if (size == settings.sizes().getLast()) {
                measureLists(size);
                measureBig();
            }
            var writers = new Zipf(INGEST_SUBJECTS);
            measure(
                    size,
                    Operation.INGEST,
                    random -> client.record(
                            "ingest:" + writers.next(random),
                            SOURCE,
                            pool.texts()
                                    .get(random.nextInt(pool.texts().size()))
                                    .text()));
        }
        return new LoadReport(
                Machine.describe(database.text("SHOW server_version")),
                settings,
                List.copyOf(filled),
                List.copyOf(cells),
                List.copyOf(sql),
                List.copyOf(lists),
                List.copyOf(big));
    }

    private String question(RandomGenerator random) {
        return questions.get(question.next(random));
    }

    private void measureContext(int size, ClosedLoop.Call call) throws SQLException, InterruptedException {
        warmUp(call);
        var statements = new StatementTimes(database);
        for (int clients : settings.clients()) {
            boolean counted = clients == 1 && statements.available();
            if (counted) {
                statements.begin();
            }
            Measurement cell = measure(size, Operation.CONTEXT, clients, call);
            if (counted && cell.latencies().count() > 0) {
                var perCall = statements.end(cell.latencies().count());
                sql.add(new LoadReport.Sql(size, cell.latencies().p50(), perCall));
                progress.printf(
                        "  bare SQL of a context %.2f ms in %.0f statements%n", perCall.millis(), perCall.statements());
            }
        }
    }

    private void measure(int size, Operation operation, ClosedLoop.Call call) throws InterruptedException {
        warmUp(call);
        for (int clients : settings.clients()) {
            measure(size, operation, clients, call);
        }
    }

    private Measurement measure(int size, Operation operation, int clients, ClosedLoop.Call call)
            throws InterruptedException {
        Measurement cell = Measurement.of(
                size, operation, clients, new ClosedLoop(clients, settings.cell()).run(SEED + clients, call));
        cells.add(cell);
        tell("%,d subjects".formatted(size), cell);
        return cell;
    }

    /**
     * A virtual machine is some minutes old before it has compiled what it runs; without this the first size would
     * stand there as the slowest.
     */
    private void warmUpSystem(int size) throws InterruptedException {
        var subjects = new Zipf(size);
        for (int round = 0; round < ROUNDS_OF_WARM_UP; round++) {
            warmUp(random -> client.context("load:" + subjects.next(random), question(random)));
            warmUp(random -> client.search("load:" + subjects.next(random), question(random)));
        }
    }

    private void warmUp(ClosedLoop.Call call) throws InterruptedException {
        Timed warm = new ClosedLoop(WARM_CLIENTS, settings.warmUp()).run(SEED, call);
        if (warm.errors() > 0) {
            progress.printf("  %d errors while warming up, the first: %s%n", warm.errors(), warm.firstError());
        }
    }

    private void measureLists(int size) throws InterruptedException {
        for (OperatorList list : OperatorList.of(size)) {
            ClosedLoop.Call call =
                    random -> client.get(list.request(random, size)).expect(200);
            new ClosedLoop(1, settings.warmUp().dividedBy(SHARE_OF_A_LIST)).run(SEED, call);
            Timed timed = new ClosedLoop(1, settings.cell().dividedBy(SHARE_OF_A_LIST)).run(SEED + 1, call);
            lists.add(new LoadReport.Listed(list.title(), timed.latencies(), timed.errors()));
            progress.printf(
                    "  %-60s p50 %.1f ms, p95 %.1f ms%s%n",
                    list.path(),
                    timed.latencies().p50(),
                    timed.latencies().p95(),
                    timed.errors() == 0 ? "" : ", %d ERRORS: %s".formatted(timed.errors(), timed.firstError()));
        }
    }

    private void measureBig() throws IOException, SQLException, InterruptedException {
        var filler = new LargeSubjectFill(database, pool);
        for (int memories : settings.big()) {
            progress.printf("Filling one subject with %,d memories%n", memories);
            filler.fill(memories, now);
            // Whatever is written by the API has the embedder see how large the subject has become.
            client.record(LargeSubjectFill.subject(memories), SOURCE, "That was all I had to say.");
        }
        backlog.await();
        for (int memories : settings.big()) {
            if (memories >= LARGE) {
                progress.printf(
                        "  one subject of %,d memories put under an index in %d s%n",
                        memories, backlog.awaitIndex(LargeSubjectFill.subject(memories)));
            }
        }
        for (int memories : settings.big()) {
            ClosedLoop.Call call = random -> client.context(LargeSubjectFill.subject(memories), question(random));
            new ClosedLoop(1, settings.warmUp()).run(SEED, call);
            Measurement context = Measurement.of(
                    settings.sizes().getLast(),
                    Operation.CONTEXT,
                    1,
                    new ClosedLoop(1, settings.cell()).run(SEED + 1, call));
            big.add(new LoadReport.Big(memories, context));
            tell("%,d memories".formatted(memories), context);
        }
    }

    private void tell(String what, Measurement cell) {
        Latencies millis = cell.latencies();
        progress.printf(
                "  %-16s %-8s %2d clients %8.1f/s  p50 %.1f ms, p95 %.1f ms, p99 %.1f ms%s%n",
                what,
                cell.operation().title(),
                cell.clients(),
                cell.perSecond(),
                millis.p50(),
                millis.p95(),
                millis.p99(),
                cell.errors() == 0 ? "" : ", %d ERRORS, the first: %s".formatted(cell.errors(), cell.firstError()));
    }

    @Override
    public void close() throws SQLException {
        database.close();
    }
}

package dev.statewave.harness.load;

import dev.statewave.harness.measure.TextSource;
import dev.statewave.models.embedding.LocalEmbedder;
import dev.statewave.models.embedding.LocalModel;
import java.io.PrintStream;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Puts many subjects into the tables of a system, past its API, as the load test has them. */
public final class SubjectFill implements AutoCloseable {

    private static final int TEXTS = 1_000;

    private final Database database;
    private final TextPool pool;
    private final PrintStream progress;

    /** @param databaseUrl as the owner of the database */
    public SubjectFill(String databaseUrl, long seed, PrintStream progress) throws SQLException, InterruptedException {
        this.progress = progress;
        try (var embedder = new LocalEmbedder(
                LocalModel.ALL_MINILM_L6_V2, Runtime.getRuntime().availableProcessors())) {
            pool = TextPool.embed(new TextSource(seed).texts(TEXTS), embedder);
        }
        database = new Database(databaseUrl);
    }

    /**
     * Adds the subjects of these numbers.
     *
     * @return the bytes of the database afterwards
     */
    public long fill(int from, int to) throws SQLException {
        return new TableFill(database, pool, Instant.now().truncatedTo(ChronoUnit.SECONDS), progress)
                .fill(from, to)
                .databaseBytes();
    }

    /** The id of a subject. */
    public static String subject(int number) {
        return SubjectPlan.of(number).subject();
    }

    /** How many episodes it has. */
    public static int episodes(int number) {
        return SubjectPlan.of(number).episodes();
    }

    @Override
    public void close() throws SQLException {
        database.close();
    }
}

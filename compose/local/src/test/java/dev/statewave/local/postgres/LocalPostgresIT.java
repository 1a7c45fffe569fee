package dev.statewave.local.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.statewave.local.preflight.FreePort;
import dev.statewave.local.preflight.StartRefusedException;
import dev.statewave.platform.postgres.DatabaseUrl;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LocalPostgresIT {

    private Path home;

    @BeforeEach
    void folder() throws Exception {
        home = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "local");
    }

    @Test
    void postgres_hasPgvectorAndSurvivesACrash() throws Exception {
        var postgres =
                new LocalPostgres(PostgresBinaries.find().orElseThrow(), home.resolve("postgres"), FreePort.find());
        postgres.start();
        try {
            execute(postgres, "CREATE EXTENSION vector");
            execute(postgres, "CREATE TABLE kept AS SELECT '[1,2]'::halfvec AS v");
            postgres.crash();
            postgres.start();
            execute(postgres, "SELECT v <=> v FROM kept");
        } finally {
            postgres.close();
        }
    }

    @Test
    void postgresThatIsLeftRunning_isTakenOver() throws Exception {
        int port = FreePort.find();
        new LocalPostgres(PostgresBinaries.find().orElseThrow(), home.resolve("postgres"), port).start();

        var next = new LocalPostgres(PostgresBinaries.find().orElseThrow(), home.resolve("postgres"), port);
        next.start();
        execute(next, "SELECT 1");
        next.close();
    }

    @Test
    void postgres_movesToAnotherPort() throws Exception {
        PostgresBinaries binaries = PostgresBinaries.find().orElseThrow();
        // Left running there, as by a process that was killed.
        new LocalPostgres(binaries, home.resolve("postgres"), FreePort.find()).start();

        var moved = new LocalPostgres(binaries, home.resolve("postgres"), FreePort.find());
        moved.start();
        execute(moved, "SELECT 1");
        moved.close();
    }

    @Test
    void postgresOnAPortInUse_isRefusedInASentence() throws Exception {
        try (var socket = new ServerSocket(0)) {
            var postgres = new LocalPostgres(
                    PostgresBinaries.find().orElseThrow(), home.resolve("postgres"), socket.getLocalPort());

            assertThatThrownBy(postgres::start)
                    .isInstanceOf(StartRefusedException.class)
                    .hasMessageContaining("STATEWAVE_LOCAL_POSTGRES_PORT");
        }
    }

    @Test
    void creationKilledHalfWay_isBegunAnew() throws Exception {
        Files.createDirectories(home.resolve("postgres/data.unfinished"));
        Files.writeString(home.resolve("postgres/data.unfinished/PG_VERSION"), "15");
        var postgres =
                new LocalPostgres(PostgresBinaries.find().orElseThrow(), home.resolve("postgres"), FreePort.find());

        postgres.start();

        execute(postgres, "SELECT 1");
        postgres.close();
    }

    @Test
    void pidFileOfAnotherProcess_doesNotHinderTheStart() throws Exception {
        var postgres =
                new LocalPostgres(PostgresBinaries.find().orElseThrow(), home.resolve("postgres"), FreePort.find());
        postgres.start();
        postgres.close();
        // What a crash of the machine leaves, after which the number belongs to someone else: to this process.
        Files.writeString(
                home.resolve("postgres/data/postmaster.pid"),
                ProcessHandle.current().pid() + "\n");

        postgres.start();

        execute(postgres, "SELECT 1");
        postgres.close();
    }

    @Test
    void serverKilledUnderALongQuery_isStartedAgainWithItsData() throws Exception {
        var postgres =
                new LocalPostgres(PostgresBinaries.find().orElseThrow(), home.resolve("postgres"), FreePort.find());
        postgres.start();
        try {
            execute(postgres, "CREATE TABLE kept AS SELECT 1 AS n");
            assertThat(postgres.isRunning()).isTrue();
            // A child that does not notice by itself, and holds the shared memory.
            var query = Thread.startVirtualThread(() -> {
                try {
                    execute(postgres, "SELECT count(*) FROM generate_series(1, 10000000000)");
                } catch (Exception e) {
                    // It is killed below.
                }
            });
            await().until(() ->
                    count(postgres, "SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%10000000000%'") > 1);

            long pid = Long.parseLong(Files.readAllLines(home.resolve("postgres/data/postmaster.pid"))
                    .getFirst());
            ProcessHandle.of(pid).orElseThrow().destroyForcibly();
            await().until(() -> !postgres.isRunning());
            postgres.restart();

            assertThat(postgres.isRunning()).isTrue();
            assertThat(count(postgres, "SELECT n FROM kept")).isOne();
            assertThat(query.join(Duration.ofSeconds(5))).isTrue();
        } finally {
            postgres.close();
        }
        assertThat(postgres.isRunning()).isFalse();
    }

    @Test
    void restart_withoutItsData_isRefusedAndCreatesNone() throws Exception {
        var postgres =
                new LocalPostgres(PostgresBinaries.find().orElseThrow(), home.resolve("postgres"), FreePort.find());
        postgres.start();
        postgres.close();
        Files.move(home.resolve("postgres/data"), home.resolve("moved"));

        assertThatThrownBy(postgres::restart).hasMessageContaining("is gone");
        assertThat(home.resolve("postgres/data")).doesNotExist();
    }

    private static long count(LocalPostgres postgres, String sql) throws Exception {
        var url = DatabaseUrl.parse(postgres.url());
        try (Connection connection = DriverManager.getConnection(url.jdbc(), url.user(), url.password());
                var row = connection.createStatement().executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }

    private static void execute(LocalPostgres postgres, String sql) throws Exception {
        var url = DatabaseUrl.parse(postgres.url());
        try (Connection connection = DriverManager.getConnection(url.jdbc(), url.user(), url.password());
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}

package dev.statewave.harness.bench;

import dev.statewave.contract.json.WireTime;
import dev.statewave.contract.rest.EpisodeInput;
import dev.statewave.contract.rest.FieldReader;
import dev.statewave.contract.topics.Topics;
import dev.statewave.platform.postgres.DatabaseUrl;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.postgresql.PGConnection;

/** The way of an outside producer's episodes into the table, and how fast the table itself would take them. */
final class Pipeline {

    private static final int SUBJECTS = 1_000;

    private final String bootstrapServers;
    private final DatabaseUrl database;

    Pipeline(String bootstrapServers, String databaseUrl) {
        this.bootstrapServers = bootstrapServers;
        this.database = DatabaseUrl.parse(databaseUrl);
    }

    void produce(int count) {
        try (var producer = new KafkaProducer<byte[], byte[]>(
                Map.of("bootstrap.servers", bootstrapServers, "linger.ms", 5, "acks", "all"),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            for (int i = 0; i < count; i++) {
                producer.send(new ProducerRecord<>(Topics.EPISODES, episode(i).getBytes(StandardCharsets.UTF_8)));
            }
        }
    }

    /** Puts episodes straight onto the subject log, as the normalizer would. */
    void fillLog(int count) {
        // One request at a time: on a topic that was just made, a later one may be taken before an earlier one is
        // repeated.
        try (var producer = new KafkaProducer<byte[], byte[]>(
                Map.of(
                        "bootstrap.servers",
                        bootstrapServers,
                        "linger.ms",
                        5,
                        "acks",
                        "all",
                        "max.in.flight.requests.per.connection",
                        1,
                        "batch.size",
                        128 * 1024),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            for (int i = 0; i < count; i++) {
                EpisodeInput input =
                        EpisodeInput.read(FieldReader.body(episode(i).getBytes(StandardCharsets.UTF_8)));
                producer.send(new ProducerRecord<>(
                        Topics.SUBJECT_LOG,
                        input.key(null).encoded().getBytes(StandardCharsets.UTF_8),
                        input.recorded(null, WireTime.micros(Instant.now()), null)
                                .bytes()));
            }
        }
    }

    /** Episodes a second from the first one that the writer adds until there are so many. */
    double measureCatchUp(long count) throws Exception {
        long before = persisted();
        long first = before;
        while (first == before) {
            Thread.sleep(2);
            first = persisted();
        }
        long start = System.nanoTime();
        awaitPersisted(count);
        return (count - first) / ((System.nanoTime() - start) / 1e9);
    }

    // Some 500 bytes; a few subjects have most of the episodes, as in life.
    private static String episode(int number) {
        int subject = (int) (SUBJECTS * Math.pow(((number * 2_654_435_761L) & 0xffffff) / (double) 0x1000000, 3));
        return """
                {"subject_id":"customer:%d","source":"crm","type":"note","session_id":"s%d",\
                "metadata":{"agent":"bench","queue":"billing"},\
                "payload":{"text":"Note %d: the customer asked about an invoice that was sent twice in the same \
                month, and about how to change the address of the company. We promised an answer until Thursday \
                and opened a ticket with the accounting team in Hamburg.","n":%d}}\
                """.formatted(subject, number % 40, number, number);
    }

    /** Episodes a second, from the first record that is sent to the last one that is in the table. */
    double measure(int count) throws Exception {
        long before = persisted();
        long start = System.nanoTime();
        produce(count);
        awaitPersisted(before + count);
        return count / ((System.nanoTime() - start) / 1e9);
    }

    void awaitPersisted(long count) throws Exception {
        long deadline = System.nanoTime() + 120_000_000_000L;
        while (persisted() < count) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("only %d of %d episodes arrived".formatted(persisted(), count));
            }
            Thread.sleep(20);
        }
    }

    /** Rows a second of COPY into a table with the same columns and indexes. */
    double measureCopy() throws Exception {
        try (Connection connection = connect();
                var statement = connection.createStatement()) {
            var copies = connection.unwrap(PGConnection.class).getCopyAPI();
            var rows = new ByteArrayOutputStream();
            copies.copyOut("COPY episodes TO STDOUT", rows);
            statement.execute("CREATE TABLE episodes_copied (LIKE episodes INCLUDING ALL)");
            long start = System.nanoTime();
            long count = copies.copyIn(
                    "COPY episodes_copied FROM STDIN", new ByteArrayInputStream(rows.toByteArray()), 1 << 16);
            return count / ((System.nanoTime() - start) / 1e9);
        }
    }

    /** Returns once so many deliveries wait for endpoints. */
    void awaitQueued(long deliveries) throws Exception {
        long deadline = System.nanoTime() + 300_000_000_000L;
        while (count("SELECT count(*) FROM webhook_deliveries WHERE status = 'pending'") < deliveries) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("fewer than %d deliveries were queued".formatted(deliveries));
            }
            Thread.sleep(100);
        }
    }

    private long persisted() throws SQLException {
        return count("SELECT count(*) FROM episodes");
    }

    private long count(String query) throws SQLException {
        try (Connection connection = connect();
                var statement = connection.createStatement();
                var row = statement.executeQuery(query)) {
            row.next();
            return row.getLong(1);
        }
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection(database.jdbc(), database.user(), database.password());
    }
}

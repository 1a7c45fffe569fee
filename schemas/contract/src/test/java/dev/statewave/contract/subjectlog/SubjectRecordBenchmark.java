package dev.statewave.contract.subjectlog;

import dev.statewave.contract.json.Json;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import tools.jackson.databind.JsonNode;

/** What a record of the subject log costs on each side of Kafka: an episode of some 300 characters. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class SubjectRecordBenchmark {

    private static final String TEXT =
            "Ines: The delivery to Porto was late again, and the customer asked for the third time whether we ship on Fridays. ";

    private final JsonNode payload = Json.object().put("text", TEXT + TEXT + TEXT);
    private final SubjectRecord episode = new SubjectRecord.EpisodeRecorded(
            new UUID(1, 2),
            "chat",
            "message",
            payload,
            Json.object().put("channel", "support"),
            Json.object(),
            "session-1",
            null,
            Instant.parse("2026-05-04T10:00:00Z"),
            Instant.parse("2026-05-04T10:00:01Z"),
            null);
    private final byte[] written = episode.bytes();
    private final byte[] sent = payload.toString().getBytes(StandardCharsets.UTF_8);

    @Benchmark
    public byte[] write() {
        return episode.bytes();
    }

    @Benchmark
    public SubjectRecord read() {
        return SubjectRecord.read(written);
    }

    /** The smaller part of a read: the payload alone, as a tree. */
    @Benchmark
    public JsonNode readPayloadAlone() {
        return Json.tree(sent);
    }
}

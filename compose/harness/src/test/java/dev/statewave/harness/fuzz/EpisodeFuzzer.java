package dev.statewave.harness.fuzz;

import dev.statewave.contract.json.Json;
import dev.statewave.contract.topics.Topics;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Records that start from valid episodes of every shape and are changed at random. The same seed gives the same
 * records. Two records have the same idempotency key only where one is meant as a repeat of the other.
 */
final class EpisodeFuzzer {

    /** A header with the number of the record, which its dead letter still has. */
    static final String NUMBER = "fuzz-number";

    private static final int MEGABYTE = 1 << 20;
    private static final int SUBJECTS = 60;
    private static final List<String> SENTENCES = List.of(
            "I live in Lisbon.",
            "My name is Greta Baumann.",
            "I prefer green tea to coffee.",
            "We opened ticket 42 with the platform team.",
            "Please keep answers short.",
            "I work at Halden Freight. I use Kotlin.");

    private final Random random;
    private final JsonFuzzer json;
    private final List<Fuzzed> repeatable = new ArrayList<>();

    EpisodeFuzzer(long seed) {
        random = new Random(seed);
        json = new JsonFuzzer(random);
    }

    /**
     * A record.
     *
     * @param repeat whether it repeats an earlier valid one under the same key
     */
    record Fuzzed(
            byte @Nullable [] key,
            byte @Nullable [] value,
            List<Header> headers,
            @Nullable Long timestamp,
            boolean repeat) {

        ProducerRecord<byte[], byte[]> producerRecord(int number) {
            var record = new ProducerRecord<>(Topics.EPISODES, null, timestamp, key, value, headers);
            record.headers().add(header(NUMBER, String.valueOf(number)));
            return record;
        }
    }

    /** @param number unique among all records and bodies */
    Fuzzed record(int number) {
        if (random.nextInt(30) == 0 && !repeatable.isEmpty()) {
            return repeatable.get(random.nextInt(repeatable.size()));
        }
        int changes = changes();
        var headers = new ArrayList<Header>();
        byte[] value =
                switch (random.nextInt(4)) {
                    case 0 -> json.fuzz(connector(number), changes);
                    case 1 -> binaryEvent(number, changes, headers);
                    case 2 -> structuredEvent(number, changes, headers);
                    default -> json.fuzz(episode(number), changes);
                };
        boolean valid = changes == 0;
        if (random.nextInt(10) == 0) {
            headers.add(header("X-Tenant-ID", "tenant-" + random.nextInt(3)));
        }
        if (!valid && random.nextInt(3) == 0) {
            addJunk(headers, number);
        }
        if (!valid && random.nextInt(60) == 0) {
            value = random.nextBoolean() ? null : new byte[0];
        }
        byte[] key = random.nextInt(5) == 0
                ? null
                : bytes(random.nextInt(50) == 0 ? "\u0000\uffff" : "k" + number % SUBJECTS);
        var fuzzed = new Fuzzed(key, value, headers, timestamp(), false);
        if (valid && hasKey(fuzzed)) {
            repeatable.add(new Fuzzed(key, value, headers, null, true));
        }
        return fuzzed;
    }

    private static boolean hasKey(Fuzzed fuzzed) {
        // An event has one by its id.
        return fuzzed.headers().stream().anyMatch(header -> header.key().equals("content-type"))
                || new String(fuzzed.value(), StandardCharsets.UTF_8).contains("\"idempotency_key\"");
    }

    /** A body for REST. */
    byte[] body(int number) {
        return json.fuzz(random.nextInt(8) == 0 ? connector(number) : episode(number), changes());
    }

    /** A batch for REST. */
    byte[] batch(int firstNumber, int size) {
        var all = Json.object();
        var episodes = all.putArray("episodes");
        for (int i = 0; i < size; i++) {
            episodes.add(episode(firstNumber + i));
        }
        return json.fuzz(all, random.nextInt(3));
    }

    private int changes() {
        return random.nextInt(4) == 0 ? 0 : random.nextInt(1, 4);
    }

    private ObjectNode episode(int number) {
        var episode = Json.object()
                .put("subject_id", subject(number))
                .put("source", "fuzz")
                .put("type", "message")
                .put("session_id", "s" + number % 7)
                .put("occurred_at", "2026-01-02T03:04:05Z");
        if (random.nextBoolean()) {
            episode.put("idempotency_key", "key-" + number);
        }
        if (random.nextInt(10) == 0) {
            episode.put("tenant_id", "tenant-" + random.nextInt(3));
        }
        var payload = episode.putObject("payload").put("text", text(number)).put("n", number);
        if (random.nextInt(4) == 0) {
            payload.putArray("messages").addObject().put("role", "user").put("content", text(number));
        }
        episode.putObject("metadata").put("agent", "fuzz").putObject("inner").put("x", 1.50);
        episode.putObject("provenance").put("url", "https://example.org/" + number);
        return episode;
    }

    private ObjectNode connector(int number) {
        var episode = Json.object()
                .put("subject", subject(number))
                .put("kind", "github.issue.opened")
                .put("text", text(number))
                .put("idempotency_key", "connector-" + number);
        episode.putObject("source").put("type", "github").put("id", "42").put("url", "https://example.org/42");
        return episode;
    }

    private byte[] binaryEvent(int number, int changes, List<Header> headers) {
        attribute(headers, changes, "ce_specversion", "1.0");
        attribute(headers, changes, "ce_id", "binary-" + number);
        attribute(headers, changes, "ce_source", "/crm");
        attribute(headers, changes, "ce_type", "note");
        attribute(headers, changes, "ce_subject", subject(number));
        attribute(headers, changes, "ce_time", "2026-01-02T03:04:05Z");
        attribute(headers, changes, "content-type", "application/json");
        return json.fuzz(random.nextBoolean() ? episode(number) : Json.object().put("text", text(number)), changes / 2);
    }

    private void attribute(List<Header> headers, int changes, String name, String valid) {
        if (changes == 0 || random.nextInt(12) > 0) {
            headers.add(header(name, valid));
        } else if (random.nextBoolean()) {
            // Of an id there may be no second one, and nothing else takes part in an idempotency key by itself.
            headers.add(
                    new RecordHeader(name, bytes(name.equals("ce_id") ? "odd-" + valid : HostileValues.any(random))));
        }
    }

    private byte[] structuredEvent(int number, int changes, List<Header> headers) {
        headers.add(header("content-type", "application/cloudevents+json"));
        var event = Json.object()
                .put("specversion", "1.0")
                .put("id", "structured-" + number)
                .put("source", "/crm")
                .put("type", "note")
                .put("subject", subject(number))
                .put("datacontenttype", "application/json")
                .put("time", "2026-01-02T03:04:05Z");
        event.set("data", random.nextBoolean() ? episode(number) : Json.object().put("text", text(number)));
        return json.fuzz(event, changes);
    }

    private void addJunk(List<Header> headers, int number) {
        byte[] noise = new byte[random.nextInt(64)];
        random.nextBytes(noise);
        headers.add(
                switch (random.nextInt(9)) {
                    case 0 -> new RecordHeader("noise", noise);
                    case 1 -> new RecordHeader("X-Tenant-ID", noise);
                    case 2 -> new RecordHeader("X-Tenant-ID", (byte[]) null);
                    case 3 ->
                        header("Idempotency-Key", "header-%d-".formatted(number) + "k".repeat(random.nextInt(400)));
                    case 4 -> header("sw-error-code", "forged");
                    case 5 -> header("sw-kind", "SubjectDeleted");
                    case 6 -> header("sw-request-id", "r".repeat(5_000));
                    case 7 -> new RecordHeader("", new byte[0]);
                    default -> header("traceparent", HostileValues.any(random));
                });
    }

    private @Nullable Long timestamp() {
        return switch (random.nextInt(20)) {
            case 0 -> 0L;
            case 1 -> 1L;
            case 2 -> 946_684_800_000L;
            default -> null;
        };
    }

    private String text(int number) {
        String text = SENTENCES.get(number % SENTENCES.size()) + " This is " + number + ".";
        return number % 1_000 == 999 ? text + " y".repeat(MEGABYTE / 2) : text;
    }

    private static String subject(int number) {
        return "fuzz:" + number % SUBJECTS;
    }

    private static Header header(String name, String value) {
        return new RecordHeader(name, bytes(value));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}

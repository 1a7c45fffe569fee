package dev.statewave.harness.capacity;

import dev.statewave.contract.json.Json;
import dev.statewave.contract.sizing.Driver;
import dev.statewave.contract.topics.Topics;
import dev.statewave.harness.client.StatewaveClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The calls that are measured. Each counts what it did, and remembers the ids that were accepted. */
final class Operations {

    static final String SOURCE = "capacity";
    static final String PRODUCED = "capacity-produced";

    private final StatewaveClient client;
    private final String bootstrapServers;
    private final Texts texts;
    private final Map<String, Queue<String>> accepted = new ConcurrentHashMap<>();
    private final AtomicLong produced = new AtomicLong();

    Operations(StatewaveClient client, String bootstrapServers, Texts texts) {
        this.client = client;
        this.bootstrapServers = bootstrapServers;
        this.texts = texts;
    }

    void write(Counts counts, RandomGenerator random, String subject, int bytes)
            throws IOException, InterruptedException {
        String body = episode(random, subject, bytes).toString();
        var answer = recorded(client.send("POST", "/v1/episodes", body));
        counts.bytes(Texts.bytes(body), answer.bytes().length);
        counts.add(Driver.WRITES, 1);
        counts.add(Driver.REST_KB, bytes / 1e3);
        note(subject, answer.json());
    }

    void batch(Counts counts, RandomGenerator random, String subject, int episodes, int bytes)
            throws IOException, InterruptedException {
        ObjectNode all = Json.object();
        var array = all.putArray("episodes");
        for (int i = 0; i < episodes; i++) {
            array.add(episode(random, subject, bytes));
        }
        String body = all.toString();
        var answer = recorded(client.send("POST", "/v1/episodes/batch", body));
        counts.bytes(Texts.bytes(body), answer.bytes().length);
        counts.add(Driver.BATCHES, 1);
        counts.add(Driver.BATCH_EPISODES, episodes);
        counts.add(Driver.REST_KB, episodes * bytes / 1e3);
        answer.json().path("episodes").forEach(episode -> note(subject, episode));
    }

    /** 201, or 202 where a busy machine is not done within the wait of the API: what was accepted has to arrive. */
    private static StatewaveClient.Response recorded(StatewaveClient.Response answer) throws IOException {
        return answer.status() == 202 ? answer : answer.expect(201);
    }

    /**
     * Puts records onto the topic of producers.
     *
     * @param perSecond at most; 0 for as fast as it goes
     */
    void produce(
            Counts counts,
            RandomGenerator random,
            String prefix,
            int subjects,
            long count,
            int bytes,
            double perSecond) {
        try (var producer = new KafkaProducer<byte[], byte[]>(
                Map.of("bootstrap.servers", bootstrapServers, "linger.ms", 5, "acks", "all"),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            long begin = System.nanoTime();
            for (long i = 0; i < count; i++) {
                if (perSecond > 0) {
                    long due = begin + Math.round(i * 1e9 / perSecond);
                    for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
                        LockSupport.parkNanos(left);
                    }
                }
                ObjectNode episode = episode(random, prefix + random.nextInt(subjects), bytes);
                episode.put("source", PRODUCED);
                producer.send(
                        new ProducerRecord<>(Topics.EPISODES, episode.toString().getBytes(StandardCharsets.UTF_8)));
            }
        }
        produced.addAndGet(count);
        counts.add(Driver.PRODUCED, count);
        counts.add(Driver.PRODUCED_KB, count * bytes / 1e3);
    }

    /**
     * Compiles a subject on request.
     *
     * @param episodes that are waiting
     * @param memories that it has
     */
    void compile(Counts counts, String subject, int episodes, int bytes, double memories)
            throws IOException, InterruptedException {
        var answer = client.post("/v1/memories/compile", Json.object().put("subject_id", subject))
                .expect(200);
        compiled(counts, episodes, bytes, memories);
        counts.bytes(40, answer.bytes().length);
    }

    /** Counts what is compiled without being asked for. */
    static void compiled(Counts counts, double episodes, int bytes, double memories) {
        counts.add(Driver.COMPILED, episodes);
        counts.add(Driver.COMPILED_KB, episodes * bytes / 1e3);
        counts.add(Driver.COMPARED_MEMORIES, Math.min(500, memories));
    }

    void context(Counts counts, String subject, double memories, String question, boolean isNew)
            throws IOException, InterruptedException {
        var answer = client.context(subject, question);
        counts.bytes(question.length() + subject.length() + 30L, answer.bytes().length);
        counts.add(Driver.CONTEXTS, 1);
        counts.add(Driver.CONTEXT_MEMORIES, memories);
        counts.add(Driver.NEW_QUESTIONS, isNew ? 1 : 0);
    }

    void search(Counts counts, String subject, double memories, String question, boolean isNew)
            throws IOException, InterruptedException {
        var answer = client.search(subject, question);
        counts.bytes(question.length() + subject.length() + 60L, answer.bytes().length);
        counts.add(Driver.SEARCHES, 1);
        counts.add(Driver.SEARCH_MEMORIES, memories);
        counts.add(Driver.NEW_QUESTIONS, isNew ? 1 : 0);
    }

    void timeline(Counts counts, String subject) throws IOException, InterruptedException {
        var answer = client.get("/v1/timeline?subject_id=" + StatewaveClient.encode(subject))
                .expect(200);
        counts.bytes(60, answer.bytes().length);
        counts.add(Driver.TIMELINES, 1);
        counts.add(Driver.TIMELINE_EPISODES, answer.json().path("episodes").size());
    }

    void erase(Counts counts, String subject, int episodes) throws IOException, InterruptedException {
        var answer = client.send("DELETE", "/v1/subjects/" + StatewaveClient.encode(subject), null)
                .expect(200);
        accepted.remove(subject);
        counts.bytes(60, answer.bytes().length);
        counts.add(Driver.ERASES, 1);
        counts.add(Driver.ERASED_EPISODES, episodes);
    }

    private ObjectNode episode(RandomGenerator random, String subject, int bytes) {
        ObjectNode episode = Json.object()
                .put("subject_id", subject)
                .put("source", SOURCE)
                .put("type", "message")
                .put("session_id", "s-" + random.nextInt(4));
        episode.set("payload", texts.payload(random, bytes));
        return episode;
    }

    private void note(String subject, JsonNode episode) {
        accepted.computeIfAbsent(subject, _ -> new ConcurrentLinkedQueue<>())
                .add(episode.path("id").asString(""));
    }

    /** Ids that were accepted and not erased again, by subject. */
    Map<String, Queue<String>> accepted() {
        return accepted;
    }

    /** Whoever has looked for them all may erase them. */
    void forgetAccepted() {
        accepted.clear();
        produced.set(0);
    }

    /** How many records producers have put onto Kafka so far. */
    long produced() {
        return produced.get();
    }
}

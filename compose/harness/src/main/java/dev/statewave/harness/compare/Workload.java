package dev.statewave.harness.compare;

import dev.statewave.contract.json.Json;
import dev.statewave.harness.client.StatewaveClient;
import dev.statewave.harness.measure.TextSource;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What is done with one server, with subjects of its own; and the ids of what it has accepted. */
final class Workload {

    static final int EPISODES_OF_A_SUBJECT = 35;
    static final int BATCH = 100;
    private static final int PAGE = 200;
    private static final int TEXTS = 4_000;
    private static final int QUESTIONS = 300;
    private static final long SEED = 7;

    private final StatewaveClient client;
    private final String prefix;
    private final int subjects;
    private final List<String> texts = new TextSource(SEED).texts(TEXTS);
    private final List<String> questions = new TextSource(SEED + 1).questions(QUESTIONS);
    private final Map<String, Set<String>> accepted = new ConcurrentHashMap<>();
    private final AtomicInteger batches = new AtomicInteger();

    /**
     * @param prefix of the ids of its subjects
     * @param subjects that are filled and asked about
     */
    Workload(StatewaveClient client, String prefix, int subjects) {
        this.client = client;
        this.prefix = prefix;
        this.subjects = subjects;
    }

    /** Records and compiles the subjects that are asked about. */
    void fill() throws IOException, InterruptedException {
        for (int i = 0; i < subjects; i++) {
            int first = i * EPISODES_OF_A_SUBJECT;
            recordBatch(subject(i), first, EPISODES_OF_A_SUBJECT);
            compile(subject(i));
        }
    }

    private String subject(int number) {
        return prefix + "-" + number;
    }

    private String any(RandomGenerator random) {
        return subject(random.nextInt(subjects));
    }

    private String question(RandomGenerator random) {
        return questions.get(random.nextInt(questions.size()));
    }

    /** One episode, for subjects that nobody asks about. */
    void write(RandomGenerator random) throws IOException, InterruptedException {
        String subject = prefix + "-written-" + random.nextInt(subjects);
        var answer = client.post("/v1/episodes", episode(subject, random.nextInt(TEXTS)));
        note(subject, answer.expect(201).json());
    }

    /** A batch of {@link #BATCH} episodes of one subject, a new one each time. */
    String writeBatch() throws IOException, InterruptedException {
        int number = batches.getAndIncrement();
        String subject = prefix + "-batch-" + number;
        recordBatch(subject, number * BATCH, BATCH);
        return subject;
    }

    void context(RandomGenerator random) throws IOException, InterruptedException {
        client.context(any(random), question(random));
    }

    void search(RandomGenerator random) throws IOException, InterruptedException {
        client.get("/v1/memories/search?semantic=true&limit=10&subject_id=%s&q=%s"
                        .formatted(StatewaveClient.encode(any(random)), StatewaveClient.encode(question(random))))
                .expect(200);
    }

    void timeline(RandomGenerator random) throws IOException, InterruptedException {
        client.get("/v1/timeline?subject_id=" + StatewaveClient.encode(any(random)))
                .expect(200);
    }

    /** How many memories came of it. */
    long compile(String subject) throws IOException, InterruptedException {
        return client.post("/v1/memories/compile", Json.object().put("subject_id", subject))
                .expect(200)
                .json()
                .path("memories_created")
                .asLong();
    }

    void erase(String subject) throws IOException, InterruptedException {
        client.send("DELETE", "/v1/subjects/" + StatewaveClient.encode(subject), null)
                .expect(200);
        accepted.remove(subject);
    }

    private void recordBatch(String subject, int firstText, int count) throws IOException, InterruptedException {
        ObjectNode body = Json.object();
        var episodes = body.putArray("episodes");
        for (int i = 0; i < count; i++) {
            episodes.add(episode(subject, (firstText + i) % TEXTS));
        }
        JsonNode answer = client.post("/v1/episodes/batch", body).expect(201).json();
        answer.path("episodes").forEach(episode -> note(subject, episode));
    }

    private ObjectNode episode(String subject, int text) {
        ObjectNode episode =
                Json.object().put("subject_id", subject).put("source", "bench").put("type", "message");
        episode.set("payload", Json.object().put("text", texts.get(text)));
        return episode;
    }

    private void note(String subject, JsonNode episode) {
        accepted.computeIfAbsent(subject, any -> ConcurrentHashMap.newKeySet())
                .add(episode.path("id").asString(""));
    }

    /** How many ids were accepted and not erased again. */
    long accepted() {
        return accepted.values().stream().mapToLong(Set::size).sum();
    }

    /** How many of them are not found in the timelines. */
    long missing() throws IOException, InterruptedException {
        long missing = 0;
        for (var subject : accepted.entrySet()) {
            var left = new HashSet<>(subject.getValue());
            for (int offset = 0; !left.isEmpty(); offset += PAGE) {
                JsonNode page = client.get("/v1/timeline?limit=%d&offset=%d&subject_id=%s"
                                .formatted(PAGE, offset, StatewaveClient.encode(subject.getKey())))
                        .expect(200)
                        .json()
                        .path("episodes");
                if (page.isEmpty()) {
                    break;
                }
                page.forEach(episode -> left.remove(episode.path("id").asString("")));
            }
            missing += left.size();
        }
        return missing;
    }

    /** Erases all its subjects. */
    void clear() throws IOException, InterruptedException {
        for (String subject : List.copyOf(accepted.keySet())) {
            erase(subject);
        }
    }
}

package dev.statewave.harness.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.statewave.contract.json.Json;
import dev.statewave.local.system.Deployable;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * What a context-service keeps of a subject is never seen to be old, whatever was done to the subject through any of
 * two gateways: two services that keep subjects answer as one does that keeps nothing.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WarmReadsIT {

    private static final long SEED = Long.getLong("statewave.test.seed", 20261130L);
    private static final int STEPS = 250;
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final List<String> TASKS =
            List.of("Where does Ann live?", "What is there to know?", "Who likes tea?");
    private static final List<String> TEXTS = List.of(
            "I live in Porto", "I live in Oslo now", "I like green tea", "We met at the mill", "I prefer aisle seats");

    private final TestSystem system = TestSystem.get();
    private final String run = UUID.randomUUID().toString().substring(0, 8);
    private final List<ConfigurableApplicationContext> started = new ArrayList<>();
    private final Random random = new Random(SEED);
    /** Of each tenant, the words of episodes that its subjects have now. */
    private final Map<Subject, Set<String>> told = new HashMap<>();

    private List<Api> gateways = List.of();
    private List<Api> keeping = List.of();
    private Api plain = new Api("");
    private int words;

    private record Subject(String tenant, String id) {}

    @BeforeAll
    void start() {
        gateways = List.of(system.api(), new Api(started(Deployable.API_GATEWAY)));
        // The one of the system stands behind its gateway.
        keeping = List.of(system.api(), new Api(started(Deployable.CONTEXT_SERVICE)));
        plain = new Api(started(Deployable.CONTEXT_SERVICE, "--statewave.subject-cache-mb=0"));
    }

    private String started(Deployable deployable, String... settings) {
        String[] all = Stream.concat(system.behindAnotherGateway().stream(), Stream.of(settings))
                .toArray(String[]::new);
        var application = deployable.application().run(all);
        started.add(application);
        return "http://127.0.0.1:" + application.getEnvironment().getProperty("local.server.port");
    }

    @AfterAll
    void stop() {
        started.forEach(ConfigurableApplicationContext::close);
    }

    @Test
    void anyInterleaving_isSeenByWhoKeepsSubjects_asByWhoDoesNot() throws Exception {
        List<Subject> subjects = Stream.of("t1-" + run, "t2-" + run)
                .flatMap(tenant -> Stream.of("ann", "ben").map(id -> new Subject(tenant, id + "-" + run)))
                .toList();
        for (int step = 0; step < STEPS; step++) {
            Subject subject = subjects.get(random.nextInt(subjects.size()));
            String done = change(subject, gateways.get(random.nextInt(gateways.size())));
            assertOwnWritesAreSeen(subject, "step %d of seed %d: %s".formatted(step, SEED, done));
            if (random.nextInt(3) == 0) {
                Subject other = subjects.get(random.nextInt(subjects.size()));
                assertAllAnswerAlike(other, "step %d of seed %d: %s".formatted(step, SEED, done));
            }
        }
    }

    private String change(Subject subject, Api gateway) throws Exception {
        return switch (random.nextInt(10)) {
            case 0 -> compile(subject, gateway);
            case 1 -> label(subject, gateway);
            case 2 -> resolve(subject, gateway);
            case 3 -> random.nextInt(4) == 0 ? delete(subject, gateway) : record(subject, gateway);
            default -> record(subject, gateway);
        };
    }

    private String record(Subject subject, Api gateway) throws Exception {
        String word = "word" + run + words++;
        String text = TEXTS.get(random.nextInt(TEXTS.size())) + ", " + word + ".";
        var answer = gateway.post(
                "/v1/episodes",
                "{'subject_id':'%s','source':'chat','type':'message','session_id':'s','payload':{'messages':[{'role':'user','content':'%s'}]}}"
                        .formatted(subject.id(), text),
                "X-Tenant-ID",
                subject.tenant());
        assertThat(answer.status()).isEqualTo(201);
        told.computeIfAbsent(subject, any -> new HashSet<>()).add(word);
        return "recorded " + word + " of " + subject;
    }

    private String compile(Subject subject, Api gateway) throws Exception {
        var answer = gateway.post(
                "/v1/memories/compile", "{'subject_id':'%s'}".formatted(subject.id()), "X-Tenant-ID", subject.tenant());
        assertThat(answer.status()).isEqualTo(200);
        return "compiled " + subject;
    }

    private String label(Subject subject, Api gateway) throws Exception {
        var found = search(gateway, subject);
        if (found.isEmpty()) {
            return "labelled nothing";
        }
        String id = found.get(random.nextInt(found.size()));
        String label = "l" + random.nextInt(100);
        var answer = gateway.send(
                "PATCH",
                "/v1/memories/" + id + "/labels",
                "{\"sensitivity_labels\":[\"" + label + "\"]}",
                "X-Tenant-ID",
                subject.tenant());
        // A compile may have retired it meanwhile, and it is found by its id still.
        assertThat(answer.status()).isEqualTo(200);
        for (Api reader : keeping) {
            var seen = reader.get(searchPath(subject), "X-Tenant-ID", subject.tenant());
            seen.at("/memories").forEach(memory -> {
                if (memory.path("id").asString().equals(id)) {
                    assertThat(memory.at("/sensitivity_labels/0").asString()).isEqualTo(label);
                }
            });
        }
        return "labelled " + id;
    }

    private String resolve(Subject subject, Api gateway) throws Exception {
        var answer = gateway.post(
                "/v1/resolutions",
                "{'subject_id':'%s','session_id':'s','status':'%s'}"
                        .formatted(subject.id(), random.nextBoolean() ? "resolved" : "open"),
                "X-Tenant-ID",
                subject.tenant());
        assertThat(answer.status()).isIn(200, 201);
        return "resolved a session of " + subject;
    }

    private String delete(Subject subject, Api gateway) throws Exception {
        var answer = gateway.delete("/v1/subjects/" + subject.id(), "X-Tenant-ID", subject.tenant());
        assertThat(answer.status()).isEqualTo(200);
        told.remove(subject);
        return "deleted " + subject;
    }

    /** A budget that holds all there is. */
    private void assertOwnWritesAreSeen(Subject subject, String when) throws Exception {
        for (Api reader : keeping) {
            String context = context(reader, subject, "word" + run, 20_000);
            Set<String> own = told.getOrDefault(subject, Set.of());
            assertThat(own).as(when).allMatch(word -> context.contains(word + "."));
            assertThat(words(context)).as(when).isSubsetOf(own);
        }
    }

    private Set<String> words(String context) {
        var found = new HashSet<String>();
        var pattern = Pattern.compile("word" + run + "[0-9]+").matcher(context);
        while (pattern.find()) {
            found.add(pattern.group());
        }
        return found;
    }

    /** Compiling and embedding go on by themselves, so what the plain one says has to be the same before and after. */
    private void assertAllAnswerAlike(Subject subject, String when) {
        String task = TASKS.get(random.nextInt(TASKS.size()));
        int budget = 60 + random.nextInt(400);
        await(when).atMost(SOON).untilAsserted(() -> {
            String before = context(plain, subject, task, budget);
            List<String> foundBefore = search(plain, subject);
            List<String> contexts = new ArrayList<>();
            List<List<String>> found = new ArrayList<>();
            for (Api reader : keeping) {
                contexts.add(context(reader, subject, task, budget));
                found.add(search(reader, subject));
            }
            assertThat(context(plain, subject, task, budget)).isEqualTo(before);
            assertThat(search(plain, subject)).isEqualTo(foundBefore);
            assertThat(contexts).allSatisfy(kept -> assertThat(kept).isEqualTo(before));
            assertThat(found).allSatisfy(kept -> assertThat(kept).isEqualTo(foundBefore));
        });
    }

    private static String context(Api reader, Subject subject, String task, int budget) throws Exception {
        var answer = reader.send(
                "POST",
                "/v1/context",
                Json.object()
                        .put("subject_id", subject.id())
                        .put("task", task)
                        .put("max_tokens", budget)
                        .toString(),
                "X-Tenant-ID",
                subject.tenant());
        assertThat(answer.status()).isEqualTo(200);
        return answer.at("/assembled_context").asString();
    }

    private static String searchPath(Subject subject) {
        return "/v1/memories/search?search_mode=hybrid&limit=10&subject_id=" + subject.id() + "&q="
                + URLEncoder.encode("Where does Ann live?", StandardCharsets.UTF_8);
    }

    private static List<String> search(Api reader, Subject subject) throws Exception {
        var answer = reader.get(searchPath(subject), "X-Tenant-ID", subject.tenant());
        assertThat(answer.status()).isEqualTo(200);
        return answer.at("/memories")
                .valueStream()
                .map(memory -> memory.path("id").asString())
                .toList();
    }
}

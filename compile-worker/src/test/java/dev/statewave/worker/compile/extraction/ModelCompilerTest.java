package dev.statewave.worker.compile.extraction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.statewave.contract.json.Json;
import dev.statewave.contract.subjectlog.SubjectKey;
import dev.statewave.models.ChatClient;
import dev.statewave.models.ChatPrompt;
import dev.statewave.models.ChatReply;
import dev.statewave.models.ModelException;
import dev.statewave.models.ModelException.Kind;
import dev.statewave.worker.compile.Compiled;
import dev.statewave.worker.compile.MemoryDraft;
import dev.statewave.worker.compile.MemoryKind;
import dev.statewave.worker.compile.PendingEpisode;
import dev.statewave.worker.compile.claims.Claim;
import dev.statewave.worker.compile.claims.ClaimKey;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class ModelCompilerTest {

    private static final SubjectKey KEY = new SubjectKey("", "user:1");

    private final Map<UUID, List<ExtractedMemory>> stored = new ConcurrentHashMap<>();
    private final List<ChatPrompt> asked = new CopyOnWriteArrayList<>();
    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();

    @Test
    void answer_becomesMemoriesOfItsEpisodes() throws Exception {
        PendingEpisode first = episode("I am Ada");
        PendingEpisode second = episode("I live in Paris");
        PendingEpisode empty = episode("");
        PendingEpisode dull = episode("hi");

        String answer = """
                {"memories":[{"kind":"profile_fact","content":"Ada lives in Paris.","episode_index":1},
                             {"kind":"procedure","content":"Ask.","episode_index":0}]}""";

        Compiled compiled = compiler(prompt -> answer).compile(KEY, List.of(first, second, empty, dull));

        assertThat(compiled.memories())
                .extracting(MemoryDraft::kind, MemoryDraft::content, MemoryDraft::sources, MemoryDraft::validFrom)
                .containsExactly(
                        tuple(MemoryKind.PROCEDURE, "Ask.", List.of(first.id()), first.occurredAt()),
                        tuple(
                                MemoryKind.PROFILE_FACT,
                                "Ada lives in Paris.",
                                List.of(second.id()),
                                second.occurredAt()));
        assertThat(compiled.memories().getFirst().metadata().toString())
                .isEqualTo("{\"compiler\":\"llm\",\"model\":\"openai/m\"}");
        assertThat(compiled.empty()).containsOnlyKeys(empty.id(), dull.id());
        assertThat(compiled.fallbacks()).isEmpty();
        assertThat(asked).singleElement().satisfies(prompt -> {
            assertThat(prompt.json()).isTrue();
            assertThat(prompt.maxTokens()).isEqualTo(1_500);
            assertThat(prompt.turns().getLast().content())
                    .contains("<episode index=\"1\">\nI live in Paris\n</episode>")
                    .doesNotContain("index=\"3\"");
        });
    }

    @Test
    void claim_isReadFromTheWords_orTakenFromTheModel() throws Exception {
        String answer = """
                [{"kind":"profile_fact","content":"Ada lives in Paris.","claim":{"key":"tools.used","value":"Paris"}},
                 {"kind":"profile_fact","content":"Ada wohnt in Paris.",
                  "claim":{"key":"location.current_home","value":"Paris","scope":"Ada"}},
                 {"kind":"episode_summary","content":"Ada lives in Paris.",
                  "claim":{"key":"location.current_home","value":"Paris"}},
                 {"kind":"profile_fact","content":"Ada is tall.","claim":"tall"}]""";

        Compiled compiled = compiler(prompt -> answer).compile(KEY, List.of(episode("I am Ada")));

        assertThat(compiled.memories())
                .extracting(MemoryDraft::claim)
                .containsExactly(
                        new Claim(ClaimKey.HOME, "paris", "ada", false, Claim.TEXT),
                        new Claim(ClaimKey.HOME, "paris", "ada", false, Claim.MODEL),
                        null,
                        null);
        assertThat(compiled.memories()
                        .getFirst()
                        .metadata()
                        .path("claim")
                        .path("schema_version")
                        .asInt())
                .isOne();
    }

    @Test
    void whatTheAssistantSays_claimsNothing_andIsMarked() throws Exception {
        String answer = "[{\"kind\":\"profile_fact\",\"content\":\"I prefer the aisle seat.\"}]";
        var said = new PendingEpisode(
                UUID.randomUUID(),
                "chat",
                Json.tree("{\"messages\":[{\"role\":\"assistant\",\"content\":\"I prefer the aisle seat\"}]}"),
                Instant.EPOCH,
                Instant.EPOCH,
                1);

        Compiled compiled = compiler(prompt -> answer).compile(KEY, List.of(said));

        assertThat(compiled.memories()).singleElement().satisfies(memory -> {
            assertThat(memory.claim()).isNull();
            assertThat(memory.metadata().path("role").asString()).isEqualTo("assistant");
        });
    }

    @Test
    void whatWasReadBefore_costsNoCall() throws Exception {
        PendingEpisode episode = episode("I am Ada");
        var compiler = compiler(prompt -> "{\"memories\":[{\"kind\":\"profile_fact\",\"content\":\"Ada\"}]}");

        compiler.compile(KEY, List.of(episode));
        Compiled again = compiler.compile(KEY, List.of(episode, episode("I am Bob")));

        assertThat(asked).hasSize(2);
        assertThat(again.memories()).hasSize(2);
        assertThat(asked.getLast().turns().getLast().content()).doesNotContain("Ada");
    }

    @Test
    void modelThatFails_isStoodInFor_andItsEpisodesAreNamed() throws Exception {
        PendingEpisode episode = episode("I live in Paris");

        Compiled compiled = compiler(prompt -> {
                    throw new ModelException(Kind.TIMEOUT, "late");
                })
                .compile(KEY, List.of(episode));

        assertThat(compiled.memories())
                .extracting(MemoryDraft::content)
                .containsExactly("I live in Paris", "I live in Paris");
        assertThat(compiled.memories())
                .allSatisfy(memory -> assertThat(memory.metadata().toString())
                        .startsWith("{\"compiler\":\"heuristic\",\"fallback\":true,\"fallback_reason\":\"timeout\""));
        assertThat(compiled.memories().getLast().claim())
                .isEqualTo(new Claim(ClaimKey.HOME, "paris", Claim.USER, false, Claim.TEXT));
        assertThat(compiled.fallbacks()).containsExactly(Map.entry(episode.id(), "timeout"));
        assertThat(stored).isEmpty();
        assertThat(metrics.counter("statewave.compile.fallbacks", "reason", "timeout")
                        .count())
                .isEqualTo(1);
    }

    @Test
    void brokenJson_isAskedForOnceMore() throws Exception {
        var answers = new AtomicInteger();
        var compiler =
                compiler(prompt -> answers.incrementAndGet() == 1 ? "{\"memories\":[" : "[{\"content\":\"Ada\"}]");

        assertThat(compiler.compile(KEY, List.of(episode("I am Ada"))).fallbacks())
                .isEmpty();
        assertThat(compiler(prompt -> "Sorry.")
                        .compile(KEY, List.of(episode("I am Bob")))
                        .fallbacks())
                .containsValue("bad_json");
        assertThat(asked).hasSize(4);
    }

    @Test
    void failedBatch_leavesTheOthersAlone() throws Exception {
        List<PendingEpisode> episodes = IntStream.range(0, 3)
                .mapToObj(i -> episode(i + "x".repeat(3_999)))
                .toList();

        Compiled compiled = compiler(prompt -> {
                    if (prompt.turns().getLast().content().contains("\n1xx")) {
                        throw new ModelException(Kind.FAILED, "no");
                    }
                    return "[{\"kind\":\"profile_fact\",\"content\":\"fact\"}]";
                })
                .compile(KEY, episodes);

        assertThat(compiled.fallbacks()).containsOnlyKeys(episodes.get(1).id());
        assertThat(compiled.memories())
                .extracting(memory -> memory.metadata().path("compiler").asString())
                .containsExactly("llm", "heuristic", "llm");
    }

    @Test
    void batchesInFlight_areBoundedOverAllCompiles() throws Exception {
        var running = new AtomicInteger();
        var most = new AtomicInteger();
        var compiler = compiler(prompt -> {
            most.accumulateAndGet(running.incrementAndGet(), Math::max);
            Thread.sleep(Duration.ofMillis(50));
            running.decrementAndGet();
            return "[]";
        });
        List<CompletableFuture<Void>> compiles = IntStream.range(0, 3)
                .mapToObj(i -> CompletableFuture.runAsync(
                        () -> compile(
                                compiler,
                                IntStream.range(0, 4)
                                        .mapToObj(n -> episode("x".repeat(4_000)))
                                        .toList()),
                        Thread::startVirtualThread))
                .toList();
        CompletableFuture.allOf(compiles.toArray(CompletableFuture[]::new)).join();

        assertThat(most).hasValue(ModelExtractor.IN_FLIGHT);
    }

    @Test
    void stop_breaksOffWithoutStandingIn() throws Exception {
        var begun = new CountDownLatch(1);
        var compiler = compiler(prompt -> {
            begun.countDown();
            Thread.sleep(Duration.ofSeconds(20));
            return "[]";
        });
        var compile = CompletableFuture.runAsync(
                () -> compile(compiler, List.of(episode("I am Ada"))), Thread::startVirtualThread);
        begun.await();

        compiler.stop();

        Awaitility.await().atMost(Duration.ofSeconds(5)).until(compile::isDone);
        assertThatThrownBy(compile::join).hasCauseInstanceOf(ModelExtractor.Stopped.class);
    }

    @Test
    void episodes_arePackedInOrderAndCut() {
        var texts = List.of(text(2_000), text(4_000), text(1), text(9_000), text(10));

        assertThat(EpisodeBatches.of(texts))
                .extracting(batch -> batch.stream()
                        .map(text -> text.text().codePointCount(0, text.text().length()))
                        .toList())
                .containsExactly(List.of(2_000, 4_000), List.of(1, 4_000, 10));
    }

    private static EpisodeBatches.Text text(int length) {
        return EpisodeBatches.Text.of(episode("😀".repeat(length)));
    }

    private static void compile(ModelCompiler compiler, List<PendingEpisode> episodes) {
        try {
            compiler.compile(KEY, episodes);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static PendingEpisode episode(String text) {
        return new PendingEpisode(
                UUID.randomUUID(),
                "chat",
                Json.object().put("text", text),
                Instant.parse("2026-04-01T00:00:00Z"),
                Instant.parse("2026-05-01T00:00:00Z"),
                1);
    }

    @FunctionalInterface
    private interface Answer {
        String to(ChatPrompt prompt) throws InterruptedException;
    }

    private ModelCompiler compiler(Answer answer) {
        var chat = new ChatClient() {
            @Override
            public String model() {
                return "openai/m";
            }

            @Override
            public ChatReply complete(ChatPrompt prompt) throws InterruptedException {
                asked.add(prompt);
                return new ChatReply(answer.to(prompt), "m-1", 0, 0);
            }

            @Override
            public boolean available() {
                return true;
            }
        };
        var extractions = new ExtractionRepository() {
            @Override
            public Map<UUID, List<ExtractedMemory>> find(
                    SubjectKey key, Collection<UUID> episodes, String model, String promptVersion) {
                var found = new java.util.HashMap<>(stored);
                found.keySet().retainAll(episodes);
                return found;
            }

            @Override
            public void store(
                    SubjectKey key, String model, String promptVersion, Map<UUID, List<ExtractedMemory>> made) {
                stored.putAll(made);
            }
        };
        return new ModelCompiler(
                new ModelExtractor(chat, new ExtractionPrompt(16_000), extractions), new HeuristicCompiler(), metrics);
    }
}

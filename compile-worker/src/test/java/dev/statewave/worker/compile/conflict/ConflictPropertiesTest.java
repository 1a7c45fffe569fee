package dev.statewave.worker.compile.conflict;

import static org.assertj.core.api.Assertions.assertThat;

import dev.statewave.worker.compile.MemoryKind;
import dev.statewave.worker.compile.claims.Claim;
import dev.statewave.worker.compile.claims.ClaimReader;
import dev.statewave.worker.compile.conflict.ConflictRule.Candidate;
import dev.statewave.worker.compile.conflict.ConflictRule.Supersession;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/**
 * What holds for whatever people say of themselves, tried on generated facts. A failure names the seed that leads to
 * it.
 */
class ConflictPropertiesTest {

    private static final int CASES = 2_000;
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    /** Ways to say one thing of which there is one at a time. */
    private record Topic(List<String> forms, List<String> values) {}

    private static final List<Topic> SINGLE = List.of(
            new Topic(
                    List.of("My name is %s", "I'm called %s", "Call me %s", "The user's name is %s."),
                    List.of("Ada", "Grace Hopper", "Zoë", "Linus")),
            new Topic(
                    List.of(
                            "I work at %s",
                            "I now work for %s",
                            "I joined %s",
                            "I'm employed by %s",
                            "The user works at %s.",
                            "My employer is %s"),
                    List.of("Acme", "Globex Corporation", "Initech", "Umbrella & Sons")),
            new Topic(
                    List.of(
                            "I live in %s",
                            "I moved to %s",
                            "I'm based in %s",
                            "I live in %s these days",
                            "The user has moved to %s.",
                            "I live in the old town of %s"),
                    List.of("Lisbon", "Porto", "New York", "São Paulo", "Berlin")),
            new Topic(
                    List.of(
                            "My favorite color is %s",
                            "my favourite colour is %s now", "The user's favorite color is %s."),
                    List.of("blue", "green", "red")),
            new Topic(
                    List.of("My favorite tea is %s", "my favourite tea is now %s"), List.of("white", "black", "mint")),
            new Topic(
                    List.of("Ann lives in %s", "Ann has moved to %s.", "Ann is based in %s"),
                    List.of("Rome", "Oslo", "Vienna")),
            new Topic(
                    List.of(
                            "We bill through %s",
                            "Our primary payment processor is %s", "We use %s as our main payment processor"),
                    List.of("Stripe", "Adyen", "Mollie")));
    private static final List<Topic> MULTI = List.of(
            new Topic(
                    List.of("I use %s", "I also use %s", "The user uses %s.", "I use the %s"),
                    List.of("Java language", "Rust language", "vim", "Spring")),
            new Topic(
                    List.of("I prefer %s", "The user prefers %s"),
                    List.of("tea in the morning", "email over phone", "short answers", "tea in the evening")),
            new Topic(List.of("I speak %s", "I'm fluent in %s"), List.of("German", "French", "Old Norse")),
            new Topic(List.of("We pay through %s", "We accept payments with %s"), List.of("Wise", "PayPal", "Klarna")));
    private static final List<String> DENIALS = List.of(
            "I no longer use vim",
            "I don't use Spring any more",
            "I no longer live in Porto",
            "I no longer work at Acme",
            "I live in Berlin, Germany",
            "I work at Acme as a manager",
            "My name is Ada Lovelace");
    /** Sentences without claims, of which no two fillings say the same. */
    private static final List<String> UNRELATED = List.of(
            "I am on the %2$s %1$s",
            "I am at the %1$s",
            "The %1$s is %2$s",
            "The new %1$s is %2$s",
            "%3$s likes the %1$s very much",
            "%3$s met Tom at the %1$s on Monday",
            "I used to live near the %2$s %1$s",
            "%3$s is a friend of the %1$s",
            "I'm from %3$s",
            "My %1$s is %2$s and I am fine",
            "If I had a %1$s it would be %2$s",
            "I might move to %3$s");

    private static final List<String> THINGS = List.of("team", "bus", "garden", "harbour", "library", "roof");
    private static final List<String> QUALITIES = List.of("small", "cheap", "loud", "old", "green", "distributed");
    private static final List<String> NAMES = List.of("Ann", "Bob", "Carla", "Dimitri", "Eve", "Farah");

    @Test
    void newerOneOfAKind_retiresTheOlder_howeverItIsSaid() {
        tried(random -> {
            Topic topic = one(SINGLE, random);
            List<String> values = two(topic.values(), random);
            Held held = new Held();
            held.compile(List.of(fact(one(topic.forms(), random).formatted(values.get(0)), 1)));
            String newer = one(topic.forms(), random).formatted(values.get(1));
            held.compile(List.of(fact(newer, 2)));

            assertThat(held.contents()).containsExactly(newer);
        });
    }

    @Test
    void severalOfAKind_standSideBySide() {
        tried(random -> {
            Topic topic = one(MULTI, random);
            List<String> values = two(topic.values(), random);
            Held held = new Held();
            held.compile(values.stream()
                    .map(value -> fact(one(topic.forms(), random).formatted(value), random.nextInt(5)))
                    .toList());

            assertThat(held.retired).isEmpty();
        });
    }

    @Test
    void unrelatedFacts_areNeverRetired() {
        tried(random -> {
            var topics = new ArrayList<Topic>(SINGLE);
            topics.addAll(MULTI);
            List<String> said = new ArrayList<>();
            two(topics, random)
                    .forEach(topic -> said.add(one(topic.forms(), random).formatted(one(topic.values(), random))));
            List<String> things = two(THINGS, random);
            List<String> qualities = two(QUALITIES, random);
            List<String> names = two(NAMES, random);
            String form = one(UNRELATED, random);
            for (int i = 0; i < 2; i++) {
                said.add(form.formatted(things.get(i), qualities.get(i), names.get(i)));
            }
            said.add(one(UNRELATED.stream().filter(other -> !other.equals(form)).toList(), random)
                    .formatted(one(THINGS, random), one(QUALITIES, random), one(NAMES, random)));
            Collections.shuffle(said, random);
            Held held = new Held();
            for (int i = 0; i < said.size(); i++) {
                held.compile(List.of(fact(said.get(i), i)));
            }

            assertThat(held.contents()).containsExactlyInAnyOrderElementsOf(said);
        });
    }

    @Test
    void ruleThatWasApplied_changesNothingMore() {
        tried(random -> {
            Held held = new Held();
            held.compile(story(random));

            assertThat(ConflictRule.apply(List.copyOf(held.active.values()))).isEmpty();
        });
    }

    @Test
    void whateverIsRetired_namesAnActiveOneAndItsBeginning() {
        tried(random -> {
            Held held = new Held();
            parts(story(random), random).forEach(held::compile);

            held.retired.forEach(supersession -> {
                Candidate older = held.all.get(supersession.retired());
                Candidate newer = held.all.get(supersession.by());
                assertThat(supersession.validTo()).isEqualTo(newer.validFrom());
                if (older.claim() != null && newer.claim() != null) {
                    assertThat(newer.validFrom()).isAfterOrEqualTo(older.validFrom());
                }
            });
        });
    }

    @Test
    void splitIntoCompiles_changesNothing() {
        tried(random -> {
            List<Candidate> story = story(random);
            Held atOnce = new Held();
            atOnce.compile(story);
            Held oneByOne = new Held();
            story.forEach(fact -> oneByOne.compile(List.of(fact)));
            Held inParts = new Held();
            parts(story, random).forEach(inParts::compile);

            assertThat(oneByOne.retired).isEqualTo(atOnce.retired);
            assertThat(inParts.retired).isEqualTo(atOnce.retired);
        });
    }

    @Test
    void repeats_collapseToOne() {
        tried(random -> {
            String said = said(random);
            Held held = new Held();
            for (int i = 0; i < 2 + random.nextInt(4); i++) {
                held.compile(List.of(fact(
                        random.nextBoolean()
                                ? said
                                : said.toLowerCase().equals(said) ? said + "." : said.replaceAll("\\.$", ""),
                        random.nextInt(3))));
            }

            assertThat(held.active).hasSize(1);
        });
    }

    /** The memories of one subject, as compiles leave them. */
    private static final class Held {

        private final Map<UUID, Candidate> all = new LinkedHashMap<>();
        private final Map<UUID, Candidate> active = new LinkedHashMap<>();
        private final List<Supersession> retired = new ArrayList<>();

        void compile(List<Candidate> fresh) {
            var candidates = new ArrayList<Candidate>();
            active.values()
                    .forEach(memory -> candidates.add(new Candidate(
                            memory.id(), memory.kind(), memory.content(), memory.validFrom(), false, memory.claim())));
            candidates.addAll(fresh);
            fresh.forEach(memory -> {
                all.put(memory.id(), memory);
                active.put(memory.id(), memory);
            });
            for (Supersession supersession : ConflictRule.apply(candidates)) {
                assertThat(active).as("what retires is active").containsKey(supersession.by());
                assertThat(active.remove(supersession.retired()))
                        .as("what is retired was active")
                        .isNotNull();
                retired.add(supersession);
            }
        }

        List<String> contents() {
            return active.values().stream().map(Candidate::content).toList();
        }
    }

    private static void tried(Consumer<Random> property) {
        long first = Long.getLong("statewave.test.seed", System.nanoTime());
        for (long seed = first; seed < first + CASES; seed++) {
            try {
                property.accept(new Random(seed));
            } catch (AssertionError e) {
                throw new AssertionError("with -Dstatewave.test.seed=" + seed + ": " + e.getMessage(), e);
            }
        }
    }

    /** Facts of all sorts about few things, heard of in another order than they came true in. */
    private static List<Candidate> story(Random random) {
        var story = new ArrayList<Candidate>();
        for (int i = 0; i < 2 + random.nextInt(12); i++) {
            story.add(fact(said(random), random.nextInt(6)));
        }
        return story;
    }

    private static String said(Random random) {
        return switch (random.nextInt(5)) {
            case 0 -> one(DENIALS, random);
            case 1 -> one(UNRELATED, random).formatted(one(THINGS, random), one(QUALITIES, random), one(NAMES, random));
            case 2 -> form(one(MULTI, random), random);
            default -> form(one(SINGLE, random), random);
        };
    }

    private static String form(Topic topic, Random random) {
        return one(topic.forms(), random).formatted(one(topic.values(), random));
    }

    private static List<List<Candidate>> parts(List<Candidate> story, Random random) {
        var parts = new ArrayList<List<Candidate>>();
        for (int from = 0; from < story.size(); ) {
            int to = Math.min(story.size(), from + 1 + random.nextInt(4));
            parts.add(story.subList(from, to));
            from = to;
        }
        return parts;
    }

    private static Candidate fact(String content, int day) {
        return new Candidate(
                UUID.randomUUID(),
                MemoryKind.PROFILE_FACT,
                content,
                START.plus(Duration.ofDays(day)),
                true,
                ClaimReader.read(content, Claim.USER).orElse(null));
    }

    private static <T> T one(List<T> from, Random random) {
        return from.get(random.nextInt(from.size()));
    }

    private static <T> List<T> two(List<T> from, Random random) {
        Set<Integer> places = new HashSet<>();
        var found = new ArrayList<T>();
        while (found.size() < 2) {
            int place = random.nextInt(from.size());
            if (places.add(place)) {
                found.add(from.get(place));
            }
        }
        return found;
    }
}

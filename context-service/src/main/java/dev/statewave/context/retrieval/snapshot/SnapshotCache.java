package dev.statewave.context.retrieval.snapshot;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.statewave.context.ContextSettings;
import dev.statewave.platform.postgres.ScopedReads;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * Keeps what was read of subjects. Every use asks the database first whether the version is still the one that was
 * read, in the round trip that a caller makes anyway: so nothing is answered from here that a reader of the tables
 * would not have seen at that moment.
 */
@Component
public final class SnapshotCache {

    /** Subjects with more memories are asked by a statement, of which the database returns little. */
    private static final int MOST_MEMORIES = 2_000;
    /** For how long nothing is kept that nobody asks for. */
    private static final Duration UNUSED = Duration.ofMinutes(10);
    /** After this time it is counted again how many memories a subject has that had too many. */
    private static final Duration COUNTED = Duration.ofMinutes(1);

    private static final int MOST_COUNTED = 10_000;

    private final SnapshotRepository repository;
    private final Cache<Key, Entry> kept;
    private final Cache<Key, Boolean> tooLarge = Caffeine.newBuilder()
            .maximumSize(MOST_COUNTED)
            .expireAfterWrite(COUNTED)
            .build();
    /** Reads under way, so that who asks the same at the same time waits for the same answer. */
    private final Map<Reading, Mono<SubjectSnapshot>> underWay = new ConcurrentHashMap<>();

    private final long mostBytes;
    private final Counter hits;
    private final Counter misses;

    SnapshotCache(SnapshotRepository repository, ContextSettings settings, MeterRegistry metrics) {
        this.repository = repository;
        this.mostBytes = (long) settings.subjectCacheMb() << 20;
        this.kept = Caffeine.newBuilder()
                .maximumWeight(mostBytes)
                .weigher((Key key, Entry entry) ->
                        (int) Math.min(Integer.MAX_VALUE, entry.snapshot().bytes()))
                .expireAfterAccess(UNUSED)
                .build();
        this.hits = counter("hit", metrics);
        this.misses = counter("miss", metrics);
        Gauge.builder("statewave.subject.cache.bytes", this, SnapshotCache::bytes)
                .description("What the subjects that are kept in memory take, about")
                .baseUnit("bytes")
                .register(metrics);
    }

    private static Counter counter(String result, MeterRegistry metrics) {
        return Counter.builder("statewave.subject.cache.requests")
                .description("Reads of subjects, by whether what is kept in memory served them")
                .tag("result", result)
                .register(metrics);
    }

    private double bytes() {
        return kept.policy()
                .eviction()
                .map(size -> size.weightedSize().orElse(0))
                .orElse(0L);
    }

    /** @param model of the vectors; an empty text for none */
    private record Key(String subject, String tenant, String model) {}

    private record Entry(List<Long> versions, SubjectSnapshot snapshot) {}

    private record Reading(Key key, List<Long> versions) {}

    /** A question for a subject, to be asked together with others. */
    public final class Lookup {

        private final String subject;
        private final @Nullable String tenant;
        private final @Nullable String model;
        private final Key key;
        private final ScopedReads.Read<SnapshotRepository.Version> version;
        private final ScopedReads.@Nullable Read<Integer> count;

        private Lookup(String subject, @Nullable String tenant, @Nullable String model) {
            this.subject = subject;
            this.tenant = tenant;
            this.model = model;
            this.key = new Key(subject, tenant == null ? "" : tenant, model == null ? "" : model);
            this.version = repository.version(subject, tenant);
            this.count = kept.getIfPresent(key) == null ? repository.count(subject, tenant, MOST_MEMORIES) : null;
        }

        /** What has to be asked. */
        public List<ScopedReads.Read<?>> reads() {
            var reads = new ArrayList<ScopedReads.Read<?>>(List.of(version));
            if (count != null) {
                reads.add(count);
            }
            return reads;
        }

        /** The subject as of the answers or newer; empty where it is too large, or nothing is known of its version. */
        public Mono<Found> of(ScopedReads.Answers answers) {
            SnapshotRepository.Version now = answers.of(version).getFirst();
            if (now.versions().isEmpty()) {
                // What was erased does not stay in memory either.
                kept.invalidate(key);
                return Mono.empty();
            }
            if (count != null && answers.of(count).getFirst() > MOST_MEMORIES) {
                tooLarge.put(key, true);
                return Mono.empty();
            }
            Entry entry = kept.getIfPresent(key);
            if (entry != null && entry.versions().equals(now.versions())) {
                hits.increment();
                return Mono.just(new Found(entry.snapshot(), now.now()));
            }
            misses.increment();
            var reading = new Reading(key, now.versions());
            return underWay.computeIfAbsent(reading, this::load)
                    .filter(snapshot -> snapshot.memories().size() <= MOST_MEMORIES)
                    .map(snapshot -> new Found(snapshot, now.now()));
        }

        private Mono<SubjectSnapshot> load(Reading reading) {
            return repository
                    .load(subject, tenant, model, MOST_MEMORIES + 1)
                    .doOnNext(snapshot -> {
                        // What is too large by itself would only push out everything else.
                        if (snapshot.memories().size() <= MOST_MEMORIES && snapshot.bytes() < mostBytes / 4) {
                            kept.put(key, new Entry(reading.versions(), snapshot));
                        } else {
                            kept.invalidate(key);
                        }
                    })
                    .doFinally(end -> underWay.remove(reading))
                    // A caller who gives up leaves the others their answer.
                    .cache();
        }
    }

    /**
     * A subject.
     *
     * @param now the moment at which memories have to hold
     */
    public record Found(SubjectSnapshot snapshot, Instant now) {}

    /**
     * A question for a subject; empty where it has to be asked by statements, as a large one.
     *
     * @param tenant null or empty for any
     * @param model of the vectors; null for none
     */
    public Optional<Lookup> lookup(String subject, @Nullable String tenant, @Nullable String model) {
        if (mostBytes == 0) {
            return Optional.empty();
        }
        var lookup = new Lookup(subject, tenant, model);
        return tooLarge.getIfPresent(lookup.key) == null ? Optional.of(lookup) : Optional.empty();
    }
}

package dev.statewave.platform.portability;

import dev.statewave.contract.policy.PolicyBundle;
import dev.statewave.contract.policy.PolicyCaller;
import dev.statewave.contract.rest.ApiException;
import dev.statewave.contract.subjectlog.ImportedMemory;
import dev.statewave.contract.subjectlog.SubjectKey;
import dev.statewave.platform.policy.PolicyView;
import dev.statewave.platform.policy.PolicyViews;
import dev.statewave.platform.postgres.ScopedReads;
import dev.statewave.platform.postgres.TenantScope;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Reads all that a subject has, within a bound of bytes and for few callers at once. */
public final class SubjectReader {

    /** Callers at once: what each of them holds may have many megabytes. */
    private static final int PLACES = 2;

    /** The first and the last tenant of a subject, each by one look into an index. */
    private static final String TENANTS = """
            SELECT (SELECT min(tenant_id) FROM episodes WHERE subject_id = $1) AS first_of_episodes,
                (SELECT max(tenant_id) FROM episodes WHERE subject_id = $1) AS last_of_episodes,
                (SELECT min(tenant_id) FROM memories WHERE subject_id = $1) AS first_of_memories,
                (SELECT max(tenant_id) FROM memories WHERE subject_id = $1) AS last_of_memories""";

    private static final String SIZE = """
            SELECT (SELECT coalesce(sum(400 + octet_length(payload::text) + octet_length(metadata::text)
                        + octet_length(provenance::text)), 0)
                    FROM episodes WHERE subject_id = $1 AND tenant_id = $2)
                + (SELECT coalesce(sum(600 + octet_length(content) + octet_length(summary)
                        + octet_length(metadata::text)), 0)
                   FROM memories WHERE subject_id = $1 AND tenant_id = $2 AND kind <> 'passage') AS bytes""";

    private final ScopedReads database;
    private final PolicyViews policies;
    private final int maxBytes;
    private final Semaphore places = new Semaphore(PLACES);

    public SubjectReader(ScopedReads database, PolicyViews policies, PortabilitySettings settings) {
        this.database = database;
        this.policies = policies;
        this.maxBytes = settings.maxExportBytes();
    }

    /**
     * Finds the one tenant that a subject is of. A caller who names none means whatever tenant has it, and rows of two
     * tenants are never put together.
     *
     * @param tenant as the caller named it, empty for what has no tenant; null where it named none
     * @return empty where there is no such subject; an {@link ApiException} 400 where several tenants have it
     */
    public Mono<Optional<SubjectKey>> find(String subject, @Nullable String tenant) {
        if (tenant != null) {
            return Mono.just(Optional.of(new SubjectKey(tenant, subject)));
        }
        return database.run(TenantScope.ALL, TENANTS, List.of(subject), row -> Stream.of(
                                "first_of_episodes", "last_of_episodes", "first_of_memories", "last_of_memories")
                        .map(column -> row.get(column, String.class))
                        .filter(Objects::nonNull)
                        .toList())
                .single()
                .map(TreeSet::new)
                .map(tenants -> {
                    if (tenants.size() > 1) {
                        throw ApiException.of(
                                400,
                                "bad_request",
                                "Several tenants have a subject of this name: say which one by tenant_id.");
                    }
                    return tenants.stream().findFirst().map(only -> new SubjectKey(only, subject));
                });
    }

    /**
     * All that a subject has, and that a caller is shown.
     *
     * @param caller who sees all where it is not named
     * @return an {@link ApiException} 413 where it is more than the settings allow
     */
    public Mono<SubjectRows> read(SubjectKey key, PolicyCaller caller) {
        return readAll(List.of(key), caller).single();
    }

    /** As {@link #read}; the bound is for all of them together. */
    public Flux<SubjectRows> readAll(List<SubjectKey> keys, PolicyCaller caller) {
        return Flux.fromIterable(keys)
                .concatMap(this::size)
                .reduce(0L, Long::sum)
                .doOnNext(this::check)
                .thenMany(Flux.fromIterable(keys)
                        .concatMap(key -> policies.ofAdministrator(key.subject(), key.tenant(), caller)
                                .flatMap(view -> rows(key, view))));
    }

    private Mono<Long> size(SubjectKey key) {
        return database.run(
                        TenantScope.of(key.tenant()),
                        SIZE,
                        List.of(key.subject(), key.tenant()),
                        row -> row.get("bytes", Long.class))
                .single();
    }

    private Mono<SubjectRows> rows(SubjectKey key, PolicyView view) {
        List<Object> subject = List.of(key.subject(), key.tenant());
        var episodes = new ScopedReads.Read<>(
                PortableRows.EPISODES,
                List.of(key.subject(), key.tenant(), view.hiddenEpisodes()),
                PortableRows::episode);
        var memories = new ScopedReads.Read<>(
                PortableRows.MEMORIES,
                List.of(key.subject(), key.tenant(), view.hiddenMemories()),
                row -> shown(PortableRows.memory(row), view));
        var resolutions = new ScopedReads.Read<>(PortableRows.RESOLUTIONS, subject, PortableRows::resolution);
        return database.together(TenantScope.of(key.tenant()), List.of(episodes, memories, resolutions))
                .map(found -> new SubjectRows(key, found.of(episodes), found.of(memories), found.of(resolutions)));
    }

    private static Supplier<ImportedMemory> shown(Supplier<ImportedMemory> row, PolicyView view) {
        return view.isOpen()
                ? row
                : () -> {
                    ImportedMemory memory = row.get();
                    return view.redacts(memory.id()) ? memory.redacted(PolicyBundle.REDACTED) : memory;
                };
    }

    private void check(long bytes) {
        if (bytes > maxBytes) {
            throw ApiException.tooLarge(
                    "This is some %d bytes, and %d can be moved at once: raise STATEWAVE_MAX_EXPORT_BYTES."
                            .formatted(bytes, maxBytes));
        }
    }

    /** Runs work that holds what was read, or refuses it at once while others do the same. */
    public <T> Mono<T> admitted(Mono<T> work) {
        return Mono.defer(() -> {
            if (!places.tryAcquire()) {
                return Mono.error(ApiException.overloaded(
                        "Other exports, imports or copies are under way; try again in a moment."));
            }
            return work.doFinally(signal -> places.release());
        });
    }
}

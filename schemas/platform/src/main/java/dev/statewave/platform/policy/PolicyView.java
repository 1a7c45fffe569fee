package dev.statewave.platform.policy;

import dev.statewave.contract.json.Json;
import dev.statewave.contract.policy.PolicyAction;
import dev.statewave.contract.policy.PolicyBundle;
import dev.statewave.contract.policy.PolicyMode;
import dev.statewave.contract.policy.PolicyRule;
import dev.statewave.contract.rest.MemoryBody;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a caller is shown of a subject. Nothing of what is hidden may be read into an answer: denied memories, and
 * episodes that a denied or redacted memory was made of. A redacted memory may be listed, without its texts.
 */
public final class PolicyView {

    /** Of an installation without a bundle. */
    public static final PolicyView OPEN = new PolicyView(PolicyMode.LOG_ONLY, null, List.of(), List.of(), Set.of());

    private final PolicyMode mode;
    private final TenantPolicy.@Nullable Active active;
    private final List<Hit> hits;
    private final Map<UUID, PolicyAction> actions;
    private final Set<UUID> episodes;

    /**
     * A rule that fired for a memory.
     *
     * @param kind of the memory
     * @param inherited whether the memory has no such label, and shares an episode with one that has
     * @param valid whether the memory is one that contexts could be made of
     */
    public record Hit(PolicyRule rule, UUID memory, String kind, boolean inherited, boolean valid) {}

    /**
     * @param active what receipts name; null for none
     * @param hits all that fired
     * @param enforced those of them that are enforced
     * @param episodes what is hidden
     */
    PolicyView(
            PolicyMode mode,
            TenantPolicy.@Nullable Active active,
            Collection<Hit> hits,
            Collection<Hit> enforced,
            Set<UUID> episodes) {
        this.mode = mode;
        this.active = active;
        this.hits = List.copyOf(hits);
        this.actions = enforced.stream().collect(Collectors.toUnmodifiableMap(Hit::memory, hit -> hit.rule()
                .action()));
        this.episodes = Set.copyOf(episodes);
    }

    /** Whether everything is shown. */
    public boolean isOpen() {
        return actions.isEmpty();
    }

    public boolean hides(UUID memory) {
        return actions.get(memory) == PolicyAction.DENY;
    }

    public boolean redacts(UUID memory) {
        return actions.get(memory) == PolicyAction.REDACT;
    }

    public boolean hidesEpisode(UUID episode) {
        return episodes.contains(episode);
    }

    /** Of memories that are hidden; for a statement. */
    public UUID[] hiddenMemories() {
        return of(PolicyAction.DENY);
    }

    /** Of memories whose texts nothing may be found by; for a statement. */
    public UUID[] redactedMemories() {
        return of(PolicyAction.REDACT);
    }

    /** Of episodes that are hidden; for a statement. */
    public UUID[] hiddenEpisodes() {
        return episodes.toArray(UUID[]::new);
    }

    private UUID[] of(PolicyAction action) {
        return actions.entrySet().stream()
                .filter(entry -> entry.getValue() == action)
                .map(Map.Entry::getKey)
                .toArray(UUID[]::new);
    }

    /** The text of a memory as it may be shown. */
    public String shown(UUID memory, String text) {
        return redacts(memory) ? PolicyBundle.REDACTED : text;
    }

    /**
     * A memory as it may be shown. A redacted one has neither texts nor metadata, which may repeat them, nor a score,
     * which would answer guesses.
     */
    public MemoryBody shown(MemoryBody memory) {
        if (!redacts(memory.id())) {
            return memory;
        }
        return new MemoryBody(
                memory.id(),
                memory.subjectId(),
                memory.kind(),
                PolicyBundle.REDACTED,
                PolicyBundle.REDACTED,
                memory.confidence(),
                memory.validFrom(),
                memory.validTo(),
                memory.sourceEpisodeIds(),
                Json.object(),
                memory.status(),
                memory.sensitivityLabels(),
                memory.createdAt(),
                memory.updatedAt(),
                null);
    }

    /** Those that may be shown, as they may be shown. */
    public List<MemoryBody> shown(List<MemoryBody> memories) {
        return isOpen()
                ? memories
                : memories.stream()
                        .filter(memory -> !hides(memory.id()))
                        .map(this::shown)
                        .toList();
    }

    public PolicyMode mode() {
        return mode;
    }

    /** Of the bundle that held; null for none. */
    public @Nullable String bundleHash() {
        return active == null ? null : active.bundle().hash();
    }

    /** The bundle that held, as it was uploaded; null for none. */
    public @Nullable String bundleContent() {
        return active == null ? null : active.content();
    }

    /** What fired for memories that a context could be made of: what a rule says itself first. */
    public List<Hit> hits() {
        Stream<Hit> own = hits.stream().filter(hit -> hit.valid() && !hit.inherited());
        Stream<Hit> inherited = hits.stream().filter(hit -> hit.valid() && hit.inherited());
        return Stream.concat(own, inherited).toList();
    }

    /** The rules of the bundle that fired for nothing. */
    public List<PolicyRule> silentRules() {
        if (active == null) {
            return List.of();
        }
        Set<String> fired =
                hits.stream().filter(Hit::valid).map(hit -> hit.rule().id()).collect(Collectors.toSet());
        return active.bundle().rules().stream()
                .filter(rule -> !fired.contains(rule.id()))
                .toList();
    }

    /** What is left out of a context, with the rule that says so. */
    public List<Hit> leftOut() {
        return hits().stream().filter(hit -> hides(hit.memory())).toList();
    }
}

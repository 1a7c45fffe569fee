package dev.statewave.worker.compile.rebuild;

import dev.statewave.contract.compile.CompileCommand;
import dev.statewave.contract.subjectlog.SubjectKey;
import dev.statewave.worker.compile.Compiled;
import dev.statewave.worker.compile.PendingEpisode;
import dev.statewave.worker.compile.passages.EpisodeCompiler;
import dev.statewave.worker.compile.storage.CompileRepository;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Derives the memories of a subject anew from all of its episodes, and puts them into the place of the old ones in one
 * step.
 */
@Component
public class SubjectRebuilder {

    /** What is derived is held in memory until it is put into place. */
    private static final int MOST_EPISODES = 50_000;
    /** Reasons that lie with the episode: the model will not read it tomorrow either. */
    private static final Set<String> OF_THE_EPISODE = Set.of("refused", "bad_json");

    private final CompileRepository store;
    private final EpisodeCompiler compiler;

    SubjectRebuilder(CompileRepository store, EpisodeCompiler compiler) {
        this.store = store;
        this.compiler = compiler;
    }

    /** How far a call came. */
    public sealed interface Progress {
        /** The memories are replaced; so many there are. None where there was no episode to derive them from. */
        record Done(int memories) implements Progress {}

        /** Time is up; what the model has read is stored, and the next call goes on there. */
        record Paused() implements Progress {}

        /** The old memories stay. */
        record Failed(String why) implements Progress {}
    }

    /** @param until when the call has to end, in {@link System#nanoTime} */
    public Progress run(SubjectKey key, CompileCommand command, @Nullable String requestId, long until)
            throws InterruptedException {
        long through = Math.max(store.compiledThrough(key), command.position().offset());
        int count = store.countEpisodes(key, through);
        if (count == 0) {
            // Memories whose episodes are gone cannot be derived again, so they stay.
            return new Progress.Done(0);
        }
        if (count > MOST_EPISODES) {
            return new Progress.Failed("the subject has more than %d episodes".formatted(MOST_EPISODES));
        }
        var parts = new ArrayList<Compiled>();
        boolean stoodIn = false;
        boolean read = false;
        Map<UUID, Instant> times = new HashMap<>();
        List<PendingEpisode> episodes = store.all(key, -1, through);
        while (!episodes.isEmpty()) {
            Compiled compiled = compiler.compile(key, episodes);
            var missing = compiled.fallbacks().values().stream()
                    .filter(reason -> !OF_THE_EPISODE.contains(reason))
                    .toList();
            if (!missing.isEmpty()) {
                // Good memories are not given up for worse ones because a provider is down today.
                return new Progress.Failed(
                        "the model did not read %d episodes: %s".formatted(missing.size(), missing.getFirst()));
            }
            parts.add(compiled);
            stoodIn |= !compiled.fallbacks().isEmpty();
            read |= compiled.memories().stream()
                    .anyMatch(memory -> !compiled.fallbacks().keySet().containsAll(memory.sources()));
            episodes.forEach(episode -> times.put(episode.id(), episode.createdAt()));
            if (System.nanoTime() > until) {
                return new Progress.Paused();
            }
            episodes = store.all(key, episodes.getLast().logOffset(), through);
        }
        if (stoodIn && !read) {
            return new Progress.Failed("the model refused every episode");
        }
        OptionalInt memories = store.rebuild(key, parts, times, through, requestId);
        if (memories.isEmpty()) {
            throw new IllegalStateException("the subject was changed while it was rebuilt");
        }
        return new Progress.Done(memories.getAsInt());
    }
}

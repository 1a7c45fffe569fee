package dev.statewave.worker.compile.fallback;

import dev.statewave.contract.subjectlog.SubjectKey;
import dev.statewave.worker.compile.Compiled;
import dev.statewave.worker.compile.PendingEpisode;
import dev.statewave.worker.compile.passages.EpisodeCompiler;
import dev.statewave.worker.compile.storage.CompileRepository;
import dev.statewave.worker.compile.storage.FallbackRepository;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Gives the episodes of a subject that the model failed on to it once more. */
@Component
public class FallbackRecompiler {

    private static final Logger log = LoggerFactory.getLogger(FallbackRecompiler.class);

    private final CompileRepository store;
    private final FallbackRepository fallbacks;
    private final EpisodeCompiler compiler;
    private final Clock clock;

    FallbackRecompiler(CompileRepository store, FallbackRepository fallbacks, EpisodeCompiler compiler, Clock clock) {
        this.store = store;
        this.fallbacks = fallbacks;
        this.compiler = compiler;
        this.clock = clock;
    }

    public void run(SubjectKey key, @Nullable String requestId) throws InterruptedException {
        List<PendingEpisode> episodes = fallbacks.episodes(key);
        if (episodes.isEmpty()) {
            return;
        }
        Compiled compiled = compiler.compile(key, episodes);
        Set<UUID> read = new HashSet<>(episodes.stream().map(PendingEpisode::id).toList());
        read.removeAll(compiled.fallbacks().keySet());
        if (!read.isEmpty()) {
            int memories = store.recompile(key, compiled.only(read), read, requestId);
            log.info(
                    "The model has read {} episodes of {} that it had failed on: {} memories",
                    read.size(),
                    key.encoded(),
                    memories);
        }
        fallbacks.failedAgain(key, compiled.fallbacks(), clock.instant());
    }
}

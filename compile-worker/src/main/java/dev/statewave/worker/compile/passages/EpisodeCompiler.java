package dev.statewave.worker.compile.passages;

import dev.statewave.contract.subjectlog.SubjectKey;
import dev.statewave.worker.compile.Compiled;
import dev.statewave.worker.compile.KindTtl;
import dev.statewave.worker.compile.MemoryCompiler;
import dev.statewave.worker.compile.MemoryDraft;
import dev.statewave.worker.compile.MemoryKind;
import dev.statewave.worker.compile.Passage;
import dev.statewave.worker.compile.PendingEpisode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.stereotype.Component;

/**
 * Compiles episodes: the memories of the compiler that is set, with the ends of their kinds, and the passages of those
 * episodes whose text does not stand in a memory as a whole. Nothing that was said is lost, whatever a compiler makes
 * of it.
 */
@Component
public class EpisodeCompiler {

    private final MemoryCompiler compiler;
    private final KindTtl ttl;

    EpisodeCompiler(MemoryCompiler compiler, KindTtl ttl) {
        this.compiler = compiler;
        this.ttl = ttl;
    }

    /** As {@link MemoryCompiler#compile}. */
    public Compiled compile(SubjectKey key, List<PendingEpisode> episodes) throws InterruptedException {
        Compiled compiled = compiler.compile(key, episodes);
        Map<UUID, MemoryDraft> summaries = new HashMap<>();
        compiled.memories().stream()
                .filter(memory -> memory.kind() == MemoryKind.EPISODE_SUMMARY)
                .forEach(memory -> summaries.putIfAbsent(memory.sources().getFirst(), memory));
        var passages = new ArrayList<Passage>();
        for (PendingEpisode episode : episodes) {
            MemoryDraft summary = summaries.get(episode.id());
            passages.addAll(EpisodePassages.of(
                    episode,
                    summary == null ? null : new EpisodePassages.Summary(summary.id(), summary.content(), null)));
        }
        return ttl.stamp(compiled.withPassages(passages));
    }
}

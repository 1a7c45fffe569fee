package dev.statewave.worker.compile.passages;

import dev.statewave.contract.subjectlog.SubjectKey;
import dev.statewave.contract.text.PayloadText;
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
import org.jspecify.annotations.Nullable;
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
            String text = PayloadText.of(episode.payload());
            if (!text.isBlank() && (summary == null || !summary.content().equals(text))) {
                // What a model wrote is something of its own and goes on to stand for itself.
                passages.addAll(
                        passages(episode, summary != null && text.startsWith(summary.content()) ? summary.id() : null));
            }
        }
        return ttl.stamp(compiled.withPassages(passages));
    }

    private static List<Passage> passages(PendingEpisode episode, @Nullable UUID memory) {
        List<String> texts = PassageSplitter.split(PayloadText.lines(episode.payload()));
        var passages = new ArrayList<Passage>(texts.size());
        for (String text : texts) {
            passages.add(new Passage(
                    UUID.randomUUID(),
                    episode.id(),
                    memory,
                    text,
                    passages.size() + 1,
                    texts.size(),
                    episode.eventDate(),
                    null));
        }
        return passages;
    }
}

package dev.statewave.worker.compile.extraction;

import dev.statewave.contract.json.Json;
import dev.statewave.contract.subjectlog.SubjectKey;
import dev.statewave.worker.compile.Compiled;
import dev.statewave.worker.compile.MemoryCompiler;
import dev.statewave.worker.compile.MemoryDraft;
import dev.statewave.worker.compile.MemoryKind;
import dev.statewave.worker.compile.PendingEpisode;
import dev.statewave.worker.compile.claims.Claim;
import dev.statewave.worker.compile.claims.ClaimReader;
import dev.statewave.worker.compile.extraction.EpisodeBatches.Text;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.context.SmartLifecycle;
import tools.jackson.databind.node.ObjectNode;

/**
 * The compiler of the v1 contract that asks a chat model. Episodes that the model does not read go to the heuristic
 * compiler, marked as such in the metadata of their memories, and are noted for another try: no episode comes to
 * nothing because a provider is down.
 */
final class ModelCompiler implements MemoryCompiler, SmartLifecycle {

    private final ModelExtractor extractor;
    private final HeuristicCompiler heuristic;
    private final MeterRegistry metrics;
    private volatile boolean running;

    ModelCompiler(ModelExtractor extractor, HeuristicCompiler heuristic, MeterRegistry metrics) {
        this.extractor = extractor;
        this.heuristic = heuristic;
        this.metrics = metrics;
    }

    @Override
    public Compiled compile(SubjectKey key, List<PendingEpisode> episodes) throws InterruptedException {
        List<Text> texts = episodes.stream()
                .map(Text::of)
                .filter(text -> !text.text().isEmpty())
                .toList();
        var extraction = extractor.extract(key, texts);
        var memories = new ArrayList<MemoryDraft>();
        var empty = new HashMap<UUID, String>();
        for (PendingEpisode episode : episodes) {
            List<ExtractedMemory> extracted = extraction.memories().get(episode.id());
            String reason = extraction.failed().get(episode.id());
            if (reason != null) {
                memories.addAll(fallback(key, episode, reason));
            } else if (extracted == null) {
                empty.put(episode.id(), HeuristicCompiler.NO_TEXT);
            } else if (extracted.isEmpty()) {
                empty.put(episode.id(), "the model found nothing to remember");
            } else {
                Author author = Turns.only(Turns.of(episode));
                extracted.forEach(memory -> memories.add(draft(episode, author, memory)));
            }
        }
        return new Compiled(memories, empty, extraction.failed());
    }

    private MemoryDraft draft(PendingEpisode episode, Author author, ExtractedMemory memory) {
        var draft = new MemoryDraft(
                UUID.randomUUID(),
                memory.kind(),
                memory.content(),
                memory.summary(),
                memory.confidence(),
                episode.eventDate(),
                null,
                List.of(episode.id()),
                Json.object());
        ObjectNode metadata = author.metadata().put("compiler", "llm").put("model", extractor.model());
        return draft.withClaim(claim(memory, author)).withMetadata(metadata);
    }

    /** What the other side says claims nothing of the subject. */
    private static Optional<Claim> claim(ExtractedMemory memory, Author author) {
        return memory.kind() == MemoryKind.PROFILE_FACT && !author.isOtherSide()
                ? ClaimReader.read(memory.content(), author.scope())
                        .or(() -> ClaimReader.told(memory.claim(), memory.content()))
                : Optional.empty();
    }

    private List<MemoryDraft> fallback(SubjectKey key, PendingEpisode episode, String reason) {
        metrics.counter("statewave.compile.fallbacks", "reason", reason).increment();
        return heuristic.compile(key, List.of(episode)).memories().stream()
                .map(memory -> memory.withMetadata(Json.object()
                        .put("compiler", "heuristic")
                        .put("fallback", true)
                        .put("fallback_reason", reason)))
                .toList();
    }

    @Override
    public void start() {
        running = true;
    }

    /** Breaks off the calls under way, so that those who wait for them stop in time. */
    @Override
    public void stop() {
        running = false;
        extractor.close();
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}

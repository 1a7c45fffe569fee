package dev.statewave.worker.compile.passages;

import dev.statewave.contract.text.PayloadText;
import dev.statewave.worker.compile.Passage;
import dev.statewave.worker.compile.PendingEpisode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The passages of an episode whose text does not stand in its summary as a whole. */
public final class EpisodePassages {

    private EpisodePassages() {}

    /**
     * The memory that sums an episode up.
     *
     * @param validTo null for no end
     */
    public record Summary(
            UUID memory, String content, @Nullable Instant validTo) {}

    /** @param summary null where there is none */
    public static List<Passage> of(PendingEpisode episode, @Nullable Summary summary) {
        String text = PayloadText.of(episode.payload());
        if (text.isBlank() || summary != null && summary.content().equals(text)) {
            return List.of();
        }
        // What a model wrote is something of its own and goes on to stand for itself.
        Summary stoodFor = summary != null && text.startsWith(summary.content()) ? summary : null;
        List<String> texts = PassageSplitter.split(PayloadText.lines(episode.payload()));
        var passages = new ArrayList<Passage>(texts.size());
        for (String part : texts) {
            passages.add(new Passage(
                    UUID.randomUUID(),
                    episode.id(),
                    stoodFor == null ? null : stoodFor.memory(),
                    part,
                    passages.size() + 1,
                    texts.size(),
                    episode.eventDate(),
                    stoodFor == null ? null : stoodFor.validTo()));
        }
        return passages;
    }
}

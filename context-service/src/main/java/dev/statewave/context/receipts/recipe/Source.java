package dev.statewave.context.receipts.recipe;

import dev.statewave.contract.rest.EpisodeBody;
import dev.statewave.contract.rest.MemoryBody;
import dev.statewave.contract.text.PayloadText;
import java.util.UUID;

/**
 * A stored text that parts of an answer may be copies of. Neither the content of a memory nor the payload of an episode
 * ever changes.
 */
public record Source(Kind kind, UUID id, String text) {

    /** What has the text. */
    public enum Kind {
        MEMORY,
        EPISODE
    }

    public static Source of(MemoryBody memory) {
        return new Source(Kind.MEMORY, memory.id(), memory.content());
    }

    public static Source of(EpisodeBody episode) {
        return new Source(Kind.EPISODE, episode.id(), PayloadText.of(episode.payload()));
    }
}

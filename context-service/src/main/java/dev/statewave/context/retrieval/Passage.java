package dev.statewave.context.retrieval;

import dev.statewave.contract.rest.EpisodeBody;
import dev.statewave.contract.rest.MemoryBody;
import dev.statewave.contract.text.PayloadText;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.UUID;

/**
 * Something that may stand in a context.
 *
 * @param session null for none
 * @param at when it happened
 * @param place how many of its kind are as new or newer: 1 for the newest
 * @param cosine its similarity with the question, -1 to 1; null where it has no vector yet
 * @param wordShare how much of the question stands in it by words, see {@link WordRelevance}
 * @param breadcrumb where in the documents it comes from; an empty text for nowhere
 */
public record Passage(
        Source source, String session, Instant at, int place, Double cosine, double wordShare, String breadcrumb) {

    /** What the passage is taken from. */
    public sealed interface Source {

        record OfMemory(MemoryBody body) implements Source {}

        record OfEpisode(EpisodeBody body) implements Source {}
    }

    public UUID id() {
        return switch (source) {
            case Source.OfMemory memory -> memory.body().id();
            case Source.OfEpisode episode -> episode.body().id();
        };
    }

    public String text() {
        return switch (source) {
            case Source.OfMemory memory -> memory.body().content();
            case Source.OfEpisode episode -> PayloadText.of(episode.body().payload());
        };
    }

    /** The kind of the memory, or {@code episode}. */
    public String kind() {
        return switch (source) {
            case Source.OfMemory memory -> memory.body().kind();
            case Source.OfEpisode episode -> "episode";
        };
    }

    /** Whether it is a turn of a conversation and not a statement that stands for itself. */
    public boolean isTurn() {
        return !kind().equals("profile_fact") && !kind().equals("procedure");
    }

    /** UTC. */
    public LocalDate day() {
        return at.atZone(ZoneOffset.UTC).toLocalDate();
    }

    /** What keeps its conversation apart from others: its session, or its day where there is none. */
    public String conversation() {
        return session != null ? session : day().toString();
    }
}

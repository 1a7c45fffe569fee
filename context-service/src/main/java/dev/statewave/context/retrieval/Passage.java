package dev.statewave.context.retrieval;

import dev.statewave.context.store.MemoryKind;
import dev.statewave.context.text.TextFeatures;
import dev.statewave.contract.rest.EpisodeBody;
import dev.statewave.contract.rest.MemoryBody;
import dev.statewave.contract.text.PayloadText;
import dev.statewave.platform.policy.PolicyView;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Something that may stand in a context.
 *
 * @param session null for none
 * @param at when it happened
 * @param place how many of its kind are as new or newer: 1 for the newest
 * @param cosine its similarity with the question, -1 to 1; null where it has no vector yet
 * @param wordShare how much of the question stands in it by words, see {@link WordRelevance}
 * @param breadcrumb where in the documents it comes from; an empty text for nowhere
 * @param offset of the clocks where it happened; UTC where nobody said so
 */
public record Passage(
        Source source,
        @Nullable String session,
        Instant at,
        int place,
        @Nullable Double cosine,
        double wordShare,
        String breadcrumb,
        ZoneOffset offset) {

    /** Something that happened where the clocks show UTC, or nobody knows where. */
    public Passage(
            Source source,
            @Nullable String session,
            Instant at,
            int place,
            @Nullable Double cosine,
            double wordShare,
            String breadcrumb) {
        this(source, session, at, place, cosine, wordShare, breadcrumb, ZoneOffset.UTC);
    }

    /** What the passage is taken from. */
    public sealed interface Source {

        /** What is asked of its text again and again. */
        TextFeatures features();

        record OfMemory(MemoryBody body, TextFeatures features) implements Source {

            public OfMemory(MemoryBody body) {
                this(body, new TextFeatures(body.content()));
            }
        }

        record OfEpisode(EpisodeBody body, TextFeatures features) implements Source {

            public OfEpisode(EpisodeBody body) {
                this(body, new TextFeatures(PayloadText.of(body.payload())));
            }
        }
    }

    /** As it may be shown: without the texts of what is redacted, and without where a hidden episode stands. */
    Passage shownIn(PolicyView view) {
        if (view.isOpen() || !(source instanceof Source.OfMemory memory)) {
            return this;
        }
        boolean redacted = view.redacts(id());
        boolean hiddenOrigin = memory.body().sourceEpisodeIds().stream().anyMatch(view::hidesEpisode);
        return redacted || hiddenOrigin
                ? new Passage(
                        redacted ? new Source.OfMemory(view.shown(memory.body())) : source,
                        session,
                        at,
                        place,
                        cosine,
                        redacted ? 0 : wordShare,
                        "",
                        offset)
                : this;
    }

    public UUID id() {
        return switch (source) {
            case Source.OfMemory memory -> memory.body().id();
            case Source.OfEpisode episode -> episode.body().id();
        };
    }

    public String text() {
        return source.features().text();
    }

    /** What is asked of its text again and again. */
    public TextFeatures features() {
        return source.features();
    }

    /** Whether it is a memory of a kind. */
    public boolean isOf(MemoryKind kind) {
        return source instanceof Source.OfMemory memory && MemoryKind.of(memory.body()) == kind;
    }

    /** Whether it is a turn of a conversation and not a statement that stands for itself. */
    public boolean isTurn() {
        return !isOf(MemoryKind.PROFILE_FACT) && !isOf(MemoryKind.PROCEDURE);
    }

    /** The day where it happened. */
    public LocalDate day() {
        return at.atOffset(offset).toLocalDate();
    }

    /** What keeps its conversation apart from others: its session, or its day where there is none. */
    public String conversation() {
        return session != null ? session : day().toString();
    }
}

package dev.statewave.harness.evaluation;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A conversation and what is asked about it.
 *
 * @param turns in their order
 * @param questions those that have an answer
 */
public record Conversation(String id, List<Turn> turns, List<Question> questions) {

    /**
     * What somebody said.
     *
     * @param id as evidence names it, such as {@code D3:7}
     * @param at null where the file has no date of the session
     * @param caption what a picture shows that was shared; an empty text for none
     */
    public record Turn(String id, String session, @Nullable Instant at, String speaker, String text, String caption) {}

    /**
     * A question.
     *
     * @param evidence the turns that answer it, as far as they exist
     */
    public record Question(String text, int category, List<String> evidence) {}

    /** The texts of the evidence of a question. */
    List<String> evidence(Question question) {
        Map<String, Turn> byId =
                turns.stream().collect(Collectors.toMap(Turn::id, Function.identity(), (first, again) -> first));
        return question.evidence().stream()
                .map(id -> Optional.ofNullable(byId.get(id)))
                .flatMap(Optional::stream)
                .map(Turn::text)
                .toList();
    }
}

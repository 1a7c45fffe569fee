package dev.statewave.worker.compile.extraction;

import dev.statewave.contract.text.PayloadText;
import dev.statewave.worker.compile.PendingEpisode;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** What is said in an episode, and by whom: its messages, or its one text. */
final class Turns {

    private static final List<String> NAMES = List.of("name", "speaker", "author");

    private Turns() {}

    /** @param named whether the episode names the author, who is known by the source of the episode otherwise */
    record Turn(Author author, boolean named, String text) {}

    static List<Turn> of(PendingEpisode episode) {
        JsonNode payload = episode.payload();
        Author sender = Author.of("", episode.source());
        JsonNode messages = payload.path("messages");
        if (!messages.isArray()) {
            return List.of(turn(payload, sender));
        }
        var turns = new ArrayList<Turn>(messages.size());
        for (JsonNode message : messages) {
            if (message.isObject()) {
                turns.add(turn(message, sender));
            } else if (message.isString()) {
                turns.add(new Turn(sender.isOtherSide() ? sender : Author.USER, false, message.stringValue()));
            }
        }
        return turns;
    }

    private static Turn turn(JsonNode said, Author sender) {
        Author author = author(said);
        boolean named = says(said, "role") || !author.equals(Author.USER);
        return new Turn(!named && sender.isOtherSide() ? sender : author, named, PayloadText.of(said));
    }

    /** The one who says all of an episode; the subject where several do. */
    static Author only(List<Turn> turns) {
        List<Author> authors = turns.stream()
                .filter(turn -> !turn.text().isBlank())
                .map(Turn::author)
                .distinct()
                .limit(2)
                .toList();
        return authors.size() == 1 ? authors.getFirst() : Author.USER;
    }

    private static Author author(JsonNode said) {
        String role = said.path("role").asString("");
        for (String field : NAMES) {
            JsonNode name = said.path(field);
            if (name.isObject()) {
                return Author.of(
                        role.isEmpty() ? name.path("role").asString("") : role,
                        name.path("name").asString(""));
            }
            if (says(said, field)) {
                return Author.of(role, name.stringValue());
            }
        }
        return Author.of(role, "");
    }

    private static boolean says(JsonNode said, String field) {
        return said.path(field).isString() && !said.path(field).stringValue().isBlank();
    }
}

package dev.statewave.worker.compile.extraction;

import dev.statewave.contract.text.EpisodeText;
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

    /** Without the words that an author only quotes, where HTML marks them. */
    static List<Turn> of(PendingEpisode episode) {
        JsonNode payload = OwnWords.of(episode.payload());
        Author sender = Author.of("", episode.source());
        JsonNode messages = payload.path("messages");
        List<EpisodeText.Turn> said = EpisodeText.turns(payload);
        var turns = new ArrayList<Turn>(said.size());
        for (int i = 0; i < said.size(); i++) {
            turns.add(turn(said.get(i), messages.isArray() ? messages.path(i) : payload, sender));
        }
        return turns;
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

    private static Turn turn(EpisodeText.Turn said, JsonNode message, Author sender) {
        String role = said.role().isEmpty() ? roleOfAuthor(message) : said.role();
        Author author = Author.of(role, said.speaker());
        boolean named = !role.isEmpty() || !said.speaker().isEmpty();
        return new Turn(!named && sender.isOtherSide() ? sender : author, named, said.text());
    }

    /** Of an author who is an object with a role of its own. */
    private static String roleOfAuthor(JsonNode message) {
        return NAMES.stream()
                .map(name -> message.path(name).path("role").asString(""))
                .filter(role -> !role.isEmpty())
                .findFirst()
                .orElse("");
    }
}

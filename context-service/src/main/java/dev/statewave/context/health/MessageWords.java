package dev.statewave.context.health;

import dev.statewave.context.text.Characters;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * What is said in the messages of an episode, as far as the health score looks at it; other texts of a payload do not
 * count there.
 */
final class MessageWords {

    private static final int SHORTEST = 3;
    private static final Set<String> STOP =
            Set.of(("the a an is are was were it to of and or for in on at by my i we you this that with").split(" "));
    private static final List<String> URGENCY = List.of(
            "urgent",
            "critical",
            "asap",
            "emergency",
            "escalat",
            "broken",
            "down",
            "outage",
            "blocker",
            "p0",
            "p1",
            "sev1",
            "sev2");

    private MessageWords() {}

    static Set<String> of(JsonNode payload) {
        var words = new HashSet<String>();
        messages(payload)
                .flatMap(text -> Characters.words(text, codePoint -> !Characters.isWhiteSpace(codePoint)).stream())
                .filter(word -> word.codePointCount(0, word.length()) >= SHORTEST && !STOP.contains(word))
                .forEach(words::add);
        return words;
    }

    static boolean urgent(JsonNode payload) {
        return messages(payload).anyMatch(text -> URGENCY.stream().anyMatch(text::contains));
    }

    private static Stream<String> messages(JsonNode payload) {
        JsonNode messages = payload.path("messages");
        return !messages.isArray()
                ? Stream.empty()
                : messages.valueStream()
                        .map(message -> message.path("content"))
                        .filter(JsonNode::isString)
                        .map(content -> content.stringValue().toLowerCase(Locale.ROOT));
    }
}

package dev.statewave.context.ranking.v1;

import dev.statewave.context.store.MemoryKind;
import dev.statewave.context.text.Characters;
import dev.statewave.contract.rest.EpisodeBody;
import dev.statewave.contract.rest.MemoryBody;
import dev.statewave.contract.text.PayloadText;
import dev.statewave.contract.text.PlainText;
import java.util.List;

/** The line by which an item stands in a context. */
final class ItemLine {

    private static final int EPISODE_TEXT = 150;
    private static final List<String> ROLES = List.of("user:", "assistant:", "system:");

    private ItemLine() {}

    static String of(Ranked item) {
        return switch (item) {
            case Ranked.Memory memory -> "- " + PlainText.line(memory(memory.memory()));
            case Ranked.Episode episode -> "- " + PlainText.line(episode(episode.episode()));
        };
    }

    private static String memory(MemoryBody memory) {
        return MemoryKind.of(memory) == MemoryKind.EPISODE_SUMMARY ? summary(memory.content()) : memory.content();
    }

    /** First and last line of what was said, without who said it. */
    private static String summary(String content) {
        List<String> parts = content.lines()
                .map(String::strip)
                .map(ItemLine::withoutRole)
                .filter(line -> !line.isEmpty())
                .toList();
        return parts.size() <= 2 ? String.join(" → ", parts) : parts.getFirst() + " → " + parts.getLast();
    }

    /** Removes a role at the beginning and the white space behind it. */
    private static String withoutRole(String line) {
        for (String role : ROLES) {
            if (line.startsWith(role)) {
                int from = role.length();
                while (from < line.length() && Characters.isAsciiSpace(line.charAt(from))) {
                    from++;
                }
                return line.substring(from);
            }
        }
        return line;
    }

    private static String episode(EpisodeBody episode) {
        String text = PayloadText.of(episode.payload());
        return "[%s/%s] %s"
                .formatted(
                        episode.source(),
                        episode.type(),
                        text.isEmpty() ? "(no text content)" : PayloadText.cut(text, EPISODE_TEXT));
    }
}

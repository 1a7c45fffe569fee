package dev.statewave.context.receipts.replay;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Compares the bodies of two receipts. */
final class Difference {

    private Difference() {}

    /** @param replay null where none was written: then nothing of the original came back */
    static ReplayBody.Diff between(JsonNode original, @Nullable JsonNode replay) {
        String before = text(original.at("/output/context_hash"));
        String after = replay == null ? null : text(replay.at("/output/context_hash"));
        Sides entries = sides(original, replay, "/selected_entries", Difference::entry);
        Sides filters = sides(original, replay, "/policy/filters_applied", Difference::filter);
        return new ReplayBody.Diff(
                new ReplayBody.Hashes(before, after, before == null || !before.equals(after)),
                new ReplayBody.Entries(entries.added(), entries.removed(), entries.common()),
                new ReplayBody.Filters(filters.added(), filters.removed()));
    }

    private record Sides(List<JsonNode> added, List<JsonNode> removed, int common) {}

    private static Sides sides(
            JsonNode original, @Nullable JsonNode replay, String list, Function<JsonNode, String> key) {
        Map<String, JsonNode> before = byKey(original, list, key);
        Map<String, JsonNode> after = replay == null ? Map.of() : byKey(replay, list, key);
        var added = new ArrayList<JsonNode>();
        after.forEach((id, entry) -> {
            if (!before.containsKey(id)) {
                added.add(entry);
            }
        });
        var removed = new ArrayList<JsonNode>();
        before.forEach((id, entry) -> {
            if (!after.containsKey(id)) {
                removed.add(entry);
            }
        });
        return new Sides(added, removed, after.size() - added.size());
    }

    private static Map<String, JsonNode> byKey(JsonNode receipt, String list, Function<JsonNode, String> key) {
        var entries = new LinkedHashMap<String, JsonNode>();
        receipt.at(list).forEach(entry -> entries.putIfAbsent(key.apply(entry), entry));
        return entries;
    }

    private static String entry(JsonNode entry) {
        return entry.path("memory_id").asString("") + entry.path("episode_id").asString("");
    }

    private static String filter(JsonNode filter) {
        return String.join(
                "\n",
                filter.path("rule_id").asString(""),
                filter.path("memory_id").asString(""),
                filter.path("action").asString(""));
    }

    private static @Nullable String text(JsonNode value) {
        return value.isString() ? value.asString() : null;
    }
}

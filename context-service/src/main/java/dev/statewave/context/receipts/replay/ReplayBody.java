package dev.statewave.context.receipts.replay;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A replay as clients see it.
 *
 * @param replayReceiptId null where no receipt of the replay was written
 * @param at {@code now} or {@code receipt}
 * @param diff between what was answered and what the replay answers
 * @param reproduction the original answer, made again of what is stored
 */
record ReplayBody(
        String originalReceiptId,
        @Nullable String replayReceiptId,
        String at,
        Diff diff,
        Reproduction reproduction,
        Rankings ranking) {

    record Diff(Hashes contextHash, Entries selectedEntries, Filters filtersApplied) {}

    record Hashes(@Nullable String original, @Nullable String replay, boolean changed) {}

    record Entries(List<JsonNode> added, List<JsonNode> removed, int common) {}

    record Filters(List<JsonNode> added, List<JsonNode> removed) {}

    /**
     * @param contextHash null where something is gone
     * @param equal whether it is that of the original, byte for byte
     * @param gone what is not stored any more
     * @param withheld true where the policy hides from who asks what the text was made of; null where it is shown
     * @param assembledContext of a replay at the time of the receipt; null where something is gone
     */
    record Reproduction(
            @Nullable String contextHash,
            boolean equal,
            List<Gone> gone,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            String assembledContext,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            Boolean withheld) {}

    /** @param type {@code memory} or {@code episode} */
    record Gone(String type, UUID id) {}

    /** @param original null where the receipt does not tell */
    record Rankings(@Nullable JsonNode original, @Nullable JsonNode replay) {}
}

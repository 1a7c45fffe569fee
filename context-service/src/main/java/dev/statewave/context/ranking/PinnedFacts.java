package dev.statewave.context.ranking;

import com.google.re2j.Pattern;
import dev.statewave.context.retrieval.Passage;
import dev.statewave.context.store.MemoryKind;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** What an agent must know whatever the task is: who somebody is, what they prefer, and how they want to be served. */
public final class PinnedFacts {

    /** Of the budget, at most: the task comes first. */
    public static final double SHARE = 0.12;

    private static final Set<String> CLAIMS =
            Set.of("identity.name", "preferences", "preferences.favorite", "preferences.diet", "health.allergy");
    private static final Pattern WORDS = Pattern.compile(
            "\\b(?:my name is|name is|call me|prefers?|favou?rite|always|never|must|please|don['’]t|do not|allerg\\w+"
                    + "|pronouns|time ?zone)\\b",
            Pattern.CASE_INSENSITIVE);

    private PinnedFacts() {}

    public static boolean isPinned(Passage passage) {
        if (!(passage.source() instanceof Passage.Source.OfMemory memory) || passage.isTurn()) {
            return false;
        }
        JsonNode claim = memory.body().metadata().path("claim").path("key");
        return passage.isOf(MemoryKind.PROCEDURE)
                || CLAIMS.contains(claim.asString(""))
                || WORDS.matcher(passage.text()).find();
    }
}

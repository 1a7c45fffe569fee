package dev.statewave.local.move;

import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What an item of another memory system is as an episode. */
interface EpisodeMapping {

    /** The name of the system, which becomes the source of its episodes. */
    String name();

    /** The fields of an object around items that hold for each of them, such as the user. */
    Set<String> shared();

    /** The fields of an object that hold its items, where it has any. */
    List<String> lists();

    /**
     * @param item with what the objects around it share
     * @return the body of an episode, without its subject where the item names none
     * @throws IllegalArgumentException with a sentence, where it is no item
     */
    ObjectNode episode(JsonNode item, Map<String, String> shared);
}

package dev.statewave.platform.postgres;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.util.RawValue;

/** JSON of the database that is written into an answer as it is. */
final class UnparsedJson {

    private UnparsedJson() {}

    /** A node that can be written, and has nothing that could be read. */
    static JsonNode of(String json) {
        return JsonNodeFactory.instance.rawValueNode(new RawValue(json));
    }
}

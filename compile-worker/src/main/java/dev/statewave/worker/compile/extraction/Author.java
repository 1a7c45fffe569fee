package dev.statewave.worker.compile.extraction;

import dev.statewave.contract.json.Json;
import dev.statewave.worker.compile.claims.Claim;
import java.util.Locale;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/**
 * Who says a text: the subject of the memory, somebody with a name, or the other side of a conversation, which says
 * nothing of the subject.
 *
 * @param role in lower case, or empty
 * @param name as it was written, or empty
 */
record Author(String role, String name) {

    private static final Set<String> SUBJECT = Set.of(
            "user",
            "customer",
            "human",
            "client",
            "me",
            "caller",
            "visitor",
            "usuario",
            "benutzer",
            "utilisateur",
            "usuário",
            "用户",
            "ユーザー");
    private static final Set<String> OTHER_SIDE = Set.of(
            "assistant",
            "agent",
            "system",
            "tool",
            "support",
            "staff",
            "bot",
            "ai",
            "model",
            "developer",
            "function",
            "chatbot",
            "copilot",
            "chatgpt",
            "claude",
            "gemini",
            "assistent",
            "asistente",
            "assistente",
            "助手",
            "客服",
            "アシスタント");

    /** Whoever a record of an episode is about, where nothing else is said. */
    static final Author USER = new Author("", "");

    /** The author that goes by a role and a name, of which each may be empty, or by a name that is a role. */
    static Author of(String role, String name) {
        String plainRole = role.strip().toLowerCase(Locale.ROOT);
        String plainName = name.strip();
        String lowerName = plainName.toLowerCase(Locale.ROOT);
        if (plainRole.isEmpty() && (SUBJECT.contains(lowerName) || OTHER_SIDE.contains(lowerName))) {
            return of(lowerName, "");
        }
        if (SUBJECT.contains(plainRole)) {
            return new Author("", SUBJECT.contains(lowerName) ? "" : plainName);
        }
        return new Author(plainRole, plainName);
    }

    boolean isOtherSide() {
        return OTHER_SIDE.contains(role);
    }

    /** Whose the claims are that they make by "I". */
    String scope() {
        if (!name.isEmpty()) {
            return name.toLowerCase(Locale.ROOT);
        }
        return role.isEmpty() ? Claim.USER : role;
    }

    /** What a memory of theirs says about them; nothing for the subject. */
    ObjectNode metadata() {
        ObjectNode metadata = Json.object();
        if (!role.isEmpty()) {
            metadata.put("role", role);
        }
        return name.isEmpty() ? metadata : metadata.put("speaker", name);
    }
}

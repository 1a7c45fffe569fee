package dev.statewave.local.move;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Takes all subjects of a server of the v1 API, one after the other, and reads each back. Nothing is changed at the
 * source. It may be begun again: what is there already is compared and passed over.
 */
final class ServerMove {

    private ServerMove() {}

    /** @return false where a subject did not arrive whole */
    static boolean run(String from, AdminClient source, AdminClient target) throws InterruptedException {
        List<AdminClient.Subject> subjects;
        try {
            subjects = source.subjects();
        } catch (IOException e) {
            System.err.printf("The subjects of %s cannot be listed: %s%n", from, e.getMessage());
            return false;
        }
        System.out.printf("%,d subjects%n", subjects.size());
        int arrived = 0;
        long episodes = 0;
        long memories = 0;
        for (AdminClient.Subject subject : subjects) {
            try {
                JsonNode document = source.export(subject);
                String trouble = moved(subject, document, target);
                if (trouble == null) {
                    arrived++;
                    episodes += document.path("episodes").size();
                    memories += document.path("memories").size();
                } else {
                    System.err.printf("%s: %s%n", named(subject), trouble);
                }
            } catch (IOException e) {
                System.err.printf("%s: %s%n", named(subject), e.getMessage());
            }
        }
        System.out.printf(
                "%,d of %,d subjects arrived whole, with %,d episodes and %,d memories.%n",
                arrived, subjects.size(), episodes, memories);
        return arrived == subjects.size();
    }

    static String named(AdminClient.Subject subject) {
        return subject.id() + (subject.tenant() == null ? "" : " of tenant " + subject.tenant());
    }

    /** Null where all of it stands at the target now; else what is wrong. */
    static @Nullable String moved(AdminClient.Subject subject, JsonNode document, AdminClient target)
            throws IOException, InterruptedException {
        AdminClient.Answer answer = target.importInto(subject, document);
        JsonNode found;
        try {
            found = target.export(subject);
        } catch (IOException e) {
            return answer.status() == 200 ? "imported, and not found again: " + e.getMessage() : answer.message();
        }
        String difference = difference(document, found);
        return difference == null || answer.status() == 200 ? difference : answer.message();
    }

    /** Null where everything of the one stands in the other. */
    static @Nullable String difference(JsonNode wanted, JsonNode found) {
        for (String list : List.of("episodes", "memories")) {
            Map<String, JsonNode> there = new HashMap<>();
            found.path(list).forEach(item -> there.put(item.path("id").asString(""), item));
            for (JsonNode item : wanted.path(list)) {
                String id = item.path("id").asString("");
                JsonNode other = there.get(id);
                if (other == null) {
                    return "%s %s is missing".formatted(list, id);
                }
                for (String field : List.of("payload", "content", "kind", "status", "source", "type", "metadata")) {
                    if (!item.path(field).equals(other.path(field))) {
                        return "%s of %s %s differs".formatted(field, list, id);
                    }
                }
            }
        }
        return null;
    }
}

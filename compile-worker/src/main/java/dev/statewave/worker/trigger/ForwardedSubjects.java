package dev.statewave.worker.trigger;

import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Subjects whose command was forwarded and may not have reached the broker. They stay in the store until a commit has
 * flushed the command: were they deleted at once, a crash could lose the command and keep the deletion.
 */
final class ForwardedSubjects {

    /** Longer than the interval of commits. */
    static final Duration SETTLED_AFTER = Duration.ofSeconds(3);

    private final Map<String, Forwarded> subjects = new LinkedHashMap<>();

    private record Forwarded(PendingSubject subject, long at) {}

    void add(String key, PendingSubject subject, long now) {
        // Behind the others, so that the map stays in the order of time.
        subjects.remove(key);
        subjects.put(key, new Forwarded(subject, now));
    }

    /** Whether a command for just these episodes was forwarded. */
    boolean contains(String key, PendingSubject subject) {
        Forwarded forwarded = subjects.get(key);
        return forwarded != null && forwarded.subject().equals(subject);
    }

    /** Removes and returns those that were forwarded long enough ago. */
    Map<String, PendingSubject> settled(long now) {
        var settled = new HashMap<String, PendingSubject>();
        var all = subjects.entrySet().iterator();
        while (all.hasNext()) {
            var entry = all.next();
            if (now - entry.getValue().at() < SETTLED_AFTER.toMillis()) {
                break;
            }
            settled.put(entry.getKey(), entry.getValue().subject());
            all.remove();
        }
        return settled;
    }
}

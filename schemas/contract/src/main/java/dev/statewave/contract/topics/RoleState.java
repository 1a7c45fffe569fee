package dev.statewave.contract.topics;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Whether operators have paused a role; the last record of a role on {@link Topics#ROLES} counts. The key is the role.
 *
 * @param actor the id of the API key that changed it
 * @param reason null where none was given
 */
public record RoleState(
        String role,
        boolean paused,
        Instant since,
        String actor,
        @Nullable String reason) {

    /** In one line, for readiness. */
    public String describe() {
        return "paused by %s since %s%s".formatted(actor, since, reason == null ? "" : ": " + reason);
    }
}

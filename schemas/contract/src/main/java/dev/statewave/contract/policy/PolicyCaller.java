package dev.statewave.contract.policy;

import org.jspecify.annotations.Nullable;

/**
 * Who asks, as rules see it. What a caller says of itself is believed.
 *
 * @param id null where nobody said it
 * @param type null where nobody said it, such as {@code support_agent}
 */
public record PolicyCaller(@Nullable String id, @Nullable String type) {

    public static final PolicyCaller ANONYMOUS = new PolicyCaller(null, null);

    public PolicyCaller {
        id = id == null || id.isEmpty() ? null : id;
        type = type == null || type.isEmpty() ? null : type;
    }

    /** Whether it says anything of itself. */
    public boolean isNamed() {
        return id != null || type != null;
    }

    /** Whether it says all that can be said. */
    public boolean isComplete() {
        return id != null && type != null;
    }

    /** The same, and what it does not say as another one says it. */
    public PolicyCaller or(PolicyCaller other) {
        return new PolicyCaller(id == null ? other.id : id, type == null ? other.type : type);
    }
}

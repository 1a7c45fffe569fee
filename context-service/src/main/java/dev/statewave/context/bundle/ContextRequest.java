package dev.statewave.context.bundle;

import dev.statewave.platform.policy.PolicyView;
import org.jspecify.annotations.Nullable;

/**
 * What a context is asked for.
 *
 * @param tenant null or empty for none
 * @param task 1 to 4,000 characters
 * @param session the session that the caller is in; null for none
 * @param budget in tokens
 * @param view what the caller is shown of the subject
 * @param asOf of when it is; null for the present
 */
public record ContextRequest(
        String subject,
        @Nullable String tenant,
        String task,
        @Nullable String session,
        int budget,
        ContextOptions options,
        PolicyView view,
        @Nullable AsOf asOf) {

    /** A request of the present. */
    public ContextRequest(
            String subject,
            @Nullable String tenant,
            String task,
            @Nullable String session,
            int budget,
            ContextOptions options,
            PolicyView view) {
        this(subject, tenant, task, session, budget, options, view, null);
    }

    /** A request of the present, of a caller who is shown everything. */
    public ContextRequest(
            String subject,
            @Nullable String tenant,
            String task,
            @Nullable String session,
            int budget,
            ContextOptions options) {
        this(subject, tenant, task, session, budget, options, PolicyView.OPEN);
    }

    /** A request that names no options. */
    public ContextRequest(String subject, @Nullable String tenant, String task, @Nullable String session, int budget) {
        this(subject, tenant, task, session, budget, ContextOptions.DEFAULT);
    }

    /** The same, explained. */
    ContextRequest explained() {
        return new ContextRequest(
                subject,
                tenant,
                task,
                session,
                budget,
                new ContextOptions(options.layout(), options.fill(), true),
                view,
                asOf);
    }
}

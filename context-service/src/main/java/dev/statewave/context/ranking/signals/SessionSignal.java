package dev.statewave.context.ranking.signals;

import dev.statewave.context.retrieval.Passage;
import dev.statewave.context.store.ResolutionStatus;
import dev.statewave.contract.rest.ResolutionBody;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Lifts the session that the caller is in and those with an open issue, and lowers those whose issue is resolved: an
 * agent goes on with what is unresolved.
 */
public final class SessionSignal implements Signal {

    private static final double CURRENT = 1.5;
    private static final double OPEN = 0.75;
    private static final double RESOLVED = -0.75;

    private final @Nullable String current;
    private final Map<String, Boolean> resolved = new HashMap<>();

    /** @param current the session that the caller is in; null for none */
    public SessionSignal(@Nullable String current, List<ResolutionBody> newestFirst) {
        this.current = current;
        newestFirst.forEach(
                resolution -> resolved.putIfAbsent(resolution.sessionId(), ResolutionStatus.RESOLVED.isOf(resolution)));
    }

    @Override
    public void add(List<Passage> passages, double[] values) {
        for (int i = 0; i < values.length; i++) {
            String session = passages.get(i).session();
            if (session != null) {
                values[i] += session.equals(current) ? CURRENT : ofState(resolved.get(session));
            }
        }
    }

    private static double ofState(@Nullable Boolean resolved) {
        return resolved == null ? 0 : resolved ? RESOLVED : OPEN;
    }
}

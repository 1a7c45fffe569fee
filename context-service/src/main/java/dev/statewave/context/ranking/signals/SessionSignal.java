package dev.statewave.context.ranking.signals;

import dev.statewave.context.retrieval.Passage;
import dev.statewave.contract.rest.ResolutionBody;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Lifts the session that the caller is in and those with an open issue, and lowers those whose issue is resolved:
 * support goes on where it is needed.
 */
public final class SessionSignal implements Signal {

    private static final double CURRENT = 1.5;
    private static final double OPEN = 0.75;
    private static final double RESOLVED = -0.75;

    private final String current;
    private final Map<String, String> states = new HashMap<>();

    /** @param current the session that the caller is in; null for none */
    public SessionSignal(String current, List<ResolutionBody> newestFirst) {
        this.current = current;
        newestFirst.forEach(resolution -> states.putIfAbsent(resolution.sessionId(), resolution.status()));
    }

    @Override
    public void add(List<Passage> passages, double[] values) {
        for (int i = 0; i < values.length; i++) {
            String session = passages.get(i).session();
            if (session != null) {
                values[i] += session.equals(current) ? CURRENT : ofState(states.get(session));
            }
        }
    }

    private static double ofState(String state) {
        return state == null ? 0 : state.equals("resolved") ? RESOLVED : OPEN;
    }
}

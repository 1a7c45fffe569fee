package dev.statewave.worker.trigger;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.statewave.platform.tracing.TraceParent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A subject with episodes that wait to be compiled.
 *
 * @param since when the first of them was seen, milliseconds since the epoch
 * @param last when the last of them was seen, milliseconds since the epoch
 * @param partition of the log
 * @param offset of the last of them
 * @param traces that they are of, the last one at the end; null where there are none
 */
record PendingSubject(
        long since,
        long last,
        int partition,
        long offset,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable List<String> traces) {

    /** Of the traces of many episodes, the last ones are kept. */
    private static final int MOST_TRACES = 8;

    PendingSubject and(long now, long laterOffset, @Nullable String trace) {
        return new PendingSubject(since, now, partition, laterOffset, traces(trace));
    }

    private @Nullable List<String> traces(@Nullable String trace) {
        if (trace == null) {
            return traces;
        }
        var all = new ArrayList<String>();
        if (traces != null) {
            traces.stream()
                    .filter(known -> !TraceParent.sameTrace(known, trace))
                    .forEach(all::add);
        }
        all.add(trace);
        return List.copyOf(all.subList(Math.max(0, all.size() - MOST_TRACES), all.size()));
    }

    /** Quiet for long enough, or waiting for too long. */
    boolean due(long now, Duration quiet, Duration maxWait) {
        return now - last >= quiet.toMillis() || now - since >= maxWait.toMillis();
    }
}

package dev.statewave.context.stable;

import dev.statewave.context.layout.ContextLayout;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Lines under the days on which they happened. */
final class DayLines {

    private final List<String> lines = new ArrayList<>();
    private @Nullable LocalDate last;

    void add(LocalDate day, String line) {
        if (!day.equals(last)) {
            lines.add(ContextLayout.day(day));
            last = day;
        }
        lines.add(line);
    }

    List<String> lines() {
        return lines;
    }
}

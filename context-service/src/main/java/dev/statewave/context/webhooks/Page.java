package dev.statewave.context.webhooks;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Rows of a list.
 *
 * @param next the cursor of the next page; null where this one is the last
 */
record Page<T>(List<T> rows, @Nullable String next) {

    /** @param found one more than the limit where there is a next page */
    static <T> Page<T> of(List<T> found, int limit, Function<T, PageCursor> cursor) {
        return found.size() <= limit
                ? new Page<>(found, null)
                : new Page<>(
                        List.copyOf(found.subList(0, limit)),
                        cursor.apply(found.get(limit - 1)).encoded());
    }
}

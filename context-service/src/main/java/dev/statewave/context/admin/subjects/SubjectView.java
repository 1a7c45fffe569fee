package dev.statewave.context.admin.subjects;

import dev.statewave.contract.rest.SubjectPath;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * What a path below {@code /admin/subjects/} asks for. The end of the path decides, since a subject id may hold
 * slashes, raw and encoded. An id that itself ends like a view has to be encoded.
 *
 * @param item the percent-decoded id of an episode, a memory or a session; null for views that have none
 */
record SubjectView(Kind kind, String subject, @Nullable String item) {

    static final String PREFIX = "/admin/subjects/";

    enum Kind {
        CITING_MEMORIES("/episodes/", "/citing-memories"),
        RELATED_MEMORIES("/memories/", "/related"),
        SESSION_TIMELINE("/sessions/", "/timeline"),
        SLA(null, "/sla"),
        MEMORIES(null, "/memories"),
        EPISODES(null, "/episodes"),
        SUMMARY(null, "");

        /** Between the subject and the item; null where there is no item. */
        private final @Nullable String before;

        private final String suffix;

        Kind(@Nullable String before, String suffix) {
            this.before = before;
            this.suffix = suffix;
        }
    }

    /**
     * @param rawPath percent-encoded, as it was sent
     * @throws dev.statewave.contract.rest.ApiException 400 where the encoding is wrong, 422 where the id is no id
     */
    static SubjectView of(String rawPath) {
        for (Kind kind : Kind.values()) {
            SubjectView view = kind.before == null ? plain(rawPath, kind) : ofItem(rawPath, kind, kind.before);
            if (view != null) {
                return view;
            }
        }
        throw new IllegalStateException("every path is at least a summary: " + rawPath);
    }

    private static @Nullable SubjectView plain(String path, Kind kind) {
        boolean fits = path.endsWith(kind.suffix)
                && (kind == Kind.SUMMARY || path.length() > PREFIX.length() + kind.suffix.length());
        return fits ? new SubjectView(kind, SubjectPath.subject(path, PREFIX, kind.suffix), null) : null;
    }

    private static @Nullable SubjectView ofItem(String path, Kind kind, String before) {
        int end = path.length() - kind.suffix.length();
        if (!path.endsWith(kind.suffix) || end <= PREFIX.length()) {
            return null;
        }
        int item = path.lastIndexOf('/', end - 1) + 1;
        int subject = item - before.length();
        if (item >= end || subject <= PREFIX.length() || !path.startsWith(before, subject)) {
            return null;
        }
        return new SubjectView(
                kind,
                SubjectPath.subject(path.substring(0, subject), PREFIX, ""),
                // The encoding of the whole path was checked by whoever routed it here.
                URLDecoder.decode(path.substring(item, end).replace("+", "%2B"), StandardCharsets.UTF_8));
    }
}

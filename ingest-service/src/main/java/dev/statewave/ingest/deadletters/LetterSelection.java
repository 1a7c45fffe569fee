package dev.statewave.ingest.deadletters;

import dev.statewave.contract.rest.ApiException;
import dev.statewave.contract.rest.FieldReader;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which letters are redriven or dropped, and how.
 *
 * @param ids exactly these; empty where the filter chooses
 * @param cursor where an earlier call stopped; null for the beginning
 * @param limit the most letters that are handled
 * @param perSecond the most that are redriven in a second
 * @param dryRun nothing is changed
 * @param force redrive what is quarantined, and what concerns a subject that was erased meanwhile
 * @param reason why they are dropped; empty for a redrive
 */
record LetterSelection(
        List<String> ids,
        LetterFilter filter,
        @Nullable LetterCursor cursor,
        int limit,
        int perSecond,
        boolean dryRun,
        boolean force,
        String reason) {

    private static final int MOST_IDS = 100;
    private static final int LONGEST_ID = 512;
    private static final int LONGEST_REASON = 1_000;
    private static final Set<String> SHARED = Set.of("ids", "all", "cursor", "limit", "dry_run");

    /** @throws ApiException 422 where a field is wrong, 400 where nothing chooses */
    static LetterSelection redrive(FieldReader fields) {
        fields.onlyKnown(known(Set.of("per_second", "force")));
        return read(fields, fields.integer("per_second", 1, 1_000, 200), fields.bool("force", false), "");
    }

    /** @throws ApiException 422 where a field is wrong, 400 where nothing chooses */
    static LetterSelection drop(FieldReader fields) {
        fields.onlyKnown(known(Set.of("reason")));
        return read(fields, 1_000, false, fields.requiredText("reason", 1, LONGEST_REASON));
    }

    private static Set<String> known(Set<String> own) {
        var known = new HashSet<>(LetterFilter.FIELDS);
        known.addAll(SHARED);
        known.addAll(own);
        return known;
    }

    private static LetterSelection read(FieldReader fields, int perSecond, boolean force, String reason) {
        List<String> ids = fields.has("ids") ? fields.requiredTexts("ids", LONGEST_ID) : List.of();
        fields.atMost("ids", ids.size(), MOST_IDS);
        LetterFilter filter = LetterFilter.read(fields);
        boolean all = fields.bool("all", false);
        String cursor = fields.optionalText("cursor", 1_024);
        int limit = fields.integer("limit", 1, 10_000, 1_000);
        boolean dryRun = fields.bool("dry_run", false);
        fields.check();
        if (ids.isEmpty() && filter.isEmpty() && !all) {
            throw ApiException.of(
                    400,
                    "bad_request",
                    "Choose letters by ids, by kind, topic, stage, code, tenant_id, since or until, or set all.");
        }
        if (!ids.isEmpty() && (all || !filter.isEmpty())) {
            throw ApiException.of(400, "bad_request", "Choose letters either by ids or by a filter.");
        }
        return new LetterSelection(
                List.copyOf(new LinkedHashSet<>(ids)),
                filter,
                cursor == null || cursor.isEmpty() ? null : LetterCursor.parse(cursor),
                limit,
                perSecond,
                dryRun,
                force,
                reason);
    }
}

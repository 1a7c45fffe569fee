package dev.statewave.ingest.deadletters;

import dev.statewave.contract.rest.FieldReader;
import dev.statewave.contract.topics.Topics;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Which letters; all that is named has to fit, and null stands for any.
 *
 * @param since inclusive
 * @param until exclusive
 */
record LetterFilter(
        @Nullable String kind,
        @Nullable String topic,
        @Nullable String stage,
        @Nullable String code,
        @Nullable String tenant,
        @Nullable Instant since,
        @Nullable Instant until) {

    static final Set<String> FIELDS = Set.of("kind", "topic", "stage", "code", "tenant_id", "since", "until");

    private static final int LONGEST = 256;
    private static final Set<String> KINDS = Set.of(Letter.RECORD, Letter.JOB);
    private static final Set<String> TOPICS = new TreeSet<>(Topics.DEAD_LETTERS);

    /** Of query parameters or of a body; whoever calls checks the fields. */
    static LetterFilter read(FieldReader fields) {
        return new LetterFilter(
                fields.optionalEnum("kind", KINDS),
                fields.optionalEnum("topic", TOPICS),
                text(fields, "stage"),
                text(fields, "code"),
                text(fields, "tenant_id"),
                fields.time("since"),
                fields.time("until"));
    }

    private static @Nullable String text(FieldReader fields, String name) {
        String text = fields.optionalText(name, LONGEST);
        return text == null || text.isEmpty() ? null : text;
    }

    boolean isEmpty() {
        return kind == null
                && topic == null
                && stage == null
                && code == null
                && tenant == null
                && since == null
                && until == null;
    }

    boolean matches(Letter letter) {
        return (kind == null || kind.equals(letter.kind()))
                && (topic == null || topic.equals(letter.topic()))
                && (stage == null || stage.equals(letter.stage()))
                && (code == null || code.equals(letter.code()))
                && (tenant == null || tenant.equals(letter.tenantId()))
                && (since == null || !letter.at().isBefore(since))
                && (until == null || letter.at().isBefore(until));
    }

    /** The topics that can have any, in the order in which they are read. */
    List<String> topics() {
        if (Letter.JOB.equals(kind)) {
            return List.of();
        }
        return topic == null ? Topics.DEAD_LETTERS.stream().sorted().toList() : List.of(topic);
    }

    /** Whether a failed job can fit. */
    boolean jobs() {
        return topic == null && !Letter.RECORD.equals(kind);
    }
}

package dev.statewave.ingest.deadletters;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What waits in the inbox, without its value.
 *
 * @param id {@code topic-partition-offset} of a dead letter, {@code job-} and the id of a failed compile job
 * @param kind {@code record} or {@code job}
 * @param at when it was given up
 * @param stage the consumer group that gave it up
 * @param origin {@code topic-partition@offset} of the record as it was received
 * @param key as text; bytes that are none are replaced
 * @param subjectId where the key names one
 * @param redrives how often it was redriven before it was given up this time
 * @param obstacle why it is not redriven: {@code quarantined}, {@code value_cut}, {@code no_origin} or
 *     {@code state_topic}; null where it is
 * @param valueBytes of its value as it stands there
 */
record Letter(
        String id,
        String kind,
        @Nullable String topic,
        @Nullable Integer partition,
        @Nullable Long offset,
        Instant at,
        String stage,
        String code,
        String message,
        @Nullable String origin,
        @Nullable String key,
        @Nullable String tenantId,
        @Nullable String subjectId,
        int redrives,
        @Nullable String obstacle,
        int valueBytes) {

    static final String RECORD = "record";
    static final String JOB = "job";
    /** Begins the id of a job. */
    static final String JOB_PREFIX = "job-";

    static final String QUARANTINED = "quarantined";
    static final String VALUE_CUT = "value_cut";
    static final String NO_ORIGIN = "no_origin";
    static final String STATE_TOPIC = "state_topic";
}

package dev.statewave.contract.sizing;

import java.util.Arrays;
import java.util.Locale;

/**
 * What resources are used for. A coefficient says how much of a resource one unit of a driver takes, and a load is a
 * number of units a second of each.
 */
public enum Driver {
    /** Running, with nothing to do. */
    SECONDS("second", "up", ""),
    WRITES(
            "request",
            "episodes recorded one by one over REST",
            "http_server_requests_seconds_count{uri=\"/v1/episodes\"}"),
    BATCHES("request", "batches over REST", "http_server_requests_seconds_count{uri=\"/v1/episodes/batch\"}"),
    BATCH_EPISODES("episode", "episodes in batches", "statewave_episodes_accepted_total"),
    /** Payload that comes in over REST. */
    REST_KB("kB", "payload over REST", "http body bytes at the api-gateway"),
    PRODUCED("episode", "episodes that producers put onto Kafka", "statewave_episodes_normalized_total"),
    PRODUCED_KB("kB", "payload of producers", "bytes in of topic statewave.episodes"),
    COMPILES("compile", "compiles of one subject", "statewave_compile_seconds_count"),
    COMPILED("episode", "compiled episodes", "statewave_episodes_freshness_seconds_count{stage=\"compiled\"}"),
    COMPILED_KB("kB", "compiled payload", "payload of compiled episodes"),
    /** Each compile compares what is new with what the subject has, 500 memories at most. */
    COMPARED_MEMORIES("memory", "memories that a compile finds there", "rows of subject_memories"),
    CONTEXTS("request", "contexts", "http_server_requests_seconds_count{uri=\"/v1/context\"}"),
    /** Memories of the subject, summed over contexts. */
    CONTEXT_MEMORIES("memory", "memories that contexts choose from", "rows of subject_memories"),
    SEARCHES("request", "searches", "http_server_requests_seconds_count{uri=\"/v1/memories/search\"}"),
    SEARCH_MEMORIES("memory", "memories that searches choose from", "rows of subject_memories"),
    /** Reads of a subject that the context-service does not hold in memory. */
    COLD_READS(
            "read",
            "reads of subjects that are not held in memory",
            "statewave_subject_cache_requests_total{result=\"miss\"}"),
    COLD_MEMORIES("memory", "memories that are read into memory", "rows of subject_memories"),
    NEW_QUESTIONS("question", "questions that were not asked before", "rows of query_embeddings"),
    TIMELINES("request", "timelines", "http_server_requests_seconds_count{uri=\"/v1/timeline\"}"),
    TIMELINE_EPISODES("episode", "episodes in timelines", "episodes of a page of a timeline"),
    WEBHOOKS("delivery", "webhook deliveries", "statewave_webhook_endpoint_attempts_total"),
    ERASES("request", "erases of subjects", "rows of erasures"),
    ERASED_EPISODES("episode", "erased episodes", "rows of episodes"),
    /** What vacuum does later for what was written. */
    VACUUMED_EPISODES("episode", "episodes whose tables are vacuumed", "statewave_postgres_table_vacuumed_at_seconds");

    private final String unit;
    private final String meaning;
    private final String metric;

    Driver(String unit, String meaning, String metric) {
        this.unit = unit;
        this.meaning = meaning;
        this.metric = metric;
    }

    /** One of what. */
    public String unit() {
        return unit;
    }

    public String meaning() {
        return meaning;
    }

    /** Where to see it on a running system; empty for none. */
    public String metric() {
        return metric;
    }

    /** Its name in files. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** @throws IllegalArgumentException where there is none of that name */
    public static Driver of(String key) {
        return Arrays.stream(values())
                .filter(driver -> driver.key().equals(key))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no driver " + key));
    }
}

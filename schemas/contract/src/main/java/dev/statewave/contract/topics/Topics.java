package dev.statewave.contract.topics;

import java.util.List;

/** The names of all topics. They are part of the contract with producers and consumers, so they are constants. */
public final class Topics {

    /** Where outside producers put episodes, as JSON or CloudEvents, under any key. */
    public static final String EPISODES = "statewave.episodes";
    /** Records of {@link #EPISODES} that are not episodes, untouched, with the reason in their headers. */
    public static final String EPISODES_DLT = "statewave.episodes.dlt";
    /** Everything that happens to a subject, in order; the key is a {@code SubjectKey}. */
    public static final String SUBJECT_LOG = "statewave.subject-log";
    /** Log records that a reader of the log cannot handle, with the reason in their headers. */
    public static final String SUBJECT_LOG_DLT = "statewave.subject-log.dlt";
    /** How far the writer has committed each partition of the log to PostgreSQL. */
    public static final String COMMITS = "statewave.commits";
    /** Records of {@link #COMMITS} that are none, with the reason in their headers. */
    public static final String COMMITS_DLT = "statewave.commits.dlt";
    /** Subjects that are due to be compiled. */
    public static final String COMPILE = "statewave.compile";
    /** Compile commands that cannot be read, with the reason in their headers. */
    public static final String COMPILE_DLT = "statewave.compile.dlt";
    /** How compile jobs ended. */
    public static final String COMPILE_RESULTS = "statewave.compile.results";
    /** Records of {@link #COMPILE_RESULTS} that are none, with the reason in their headers. */
    public static final String COMPILE_RESULTS_DLT = "statewave.compile.results.dlt";
    /** Subjects with memories that wait for a vector. */
    public static final String EMBED = "statewave.embed";
    /** Embedding requests that failed for good, untouched, with the reason in their headers. */
    public static final String EMBED_DLT = "statewave.embed.dlt";
    /** Receipts that wait to be stored, keyed by tenant. */
    public static final String RECEIPTS = "statewave.receipts";
    /** Receipts that cannot be stored, with the reason in their headers. */
    public static final String RECEIPTS_DLT = "statewave.receipts.dlt";
    /** What happened, as CloudEvents, for anyone. */
    public static final String EVENTS = "statewave.events";
    /** Events that cannot become a delivery, with the reason in their headers. */
    public static final String EVENTS_DLT = "statewave.events.dlt";
    /** Webhook deliveries; retries go to {@code WEBHOOKS + ".retry-" + attempt}. */
    public static final String WEBHOOKS = "statewave.webhooks";
    /** Deliveries that were given up. */
    public static final String WEBHOOKS_DLT = "statewave.webhooks.dlt";

    /** The end of the name of every dead-letter topic. */
    public static final String DLT_SUFFIX = ".dlt";
    /** Which roles operators have paused; the key is the role and the value a {@link RoleState}. */
    public static final String ROLES = "statewave.roles";
    /** Records of {@link #ROLES} that are none, with the reason in their headers. */
    public static final String ROLES_DLT = "statewave.roles.dlt";

    /** All topics of dead letters. */
    public static final List<String> DEAD_LETTERS = List.of(
            EPISODES_DLT,
            SUBJECT_LOG_DLT,
            COMPILE_DLT,
            EMBED_DLT,
            RECEIPTS_DLT,
            EVENTS_DLT,
            WEBHOOKS_DLT,
            COMMITS_DLT,
            COMPILE_RESULTS_DLT,
            ROLES_DLT);

    /** How often a delivery is tried again before it is given up. */
    public static final int WEBHOOK_RETRIES = 4;

    private Topics() {}

    /** @param attempt how many attempts have failed, 1 to {@link #WEBHOOK_RETRIES} */
    public static String webhookRetry(int attempt) {
        if (attempt < 1 || attempt > WEBHOOK_RETRIES) {
            throw new IllegalArgumentException("attempt " + attempt + " has no retry topic");
        }
        return WEBHOOKS + ".retry-" + attempt;
    }
}

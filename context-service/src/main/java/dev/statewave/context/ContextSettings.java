package dev.statewave.context;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How the read side of the API behaves.
 *
 * @param defaultMaxContextTokens the budget of a context where the request names none
 * @param tiktokenModel the encoding that tokens are counted in
 * @param ranking how a context is ranked: {@code hybrid}, by meaning and words together; {@code statewave}, by the
 *     formula of the v1 contract
 * @param maxReadsInFlight concurrent requests; further ones are answered with 429
 * @param embeddingProvider {@code local}: a model in the process; {@code litellm}: the embedding model of the settings;
 *     {@code stub}: vectors without a meaning, for searches and no ranking; {@code none}: no vectors
 * @param contextDeadlineMs how long a context may take, in milliseconds; what is not there by then is left out
 * @param contextLayout how a context is laid out where the request does not say
 * @param contextFill what a budget is spent on where the request does not say
 * @param subjectCacheMb how much memory the subjects may take that were asked about last, in MiB; 0 for none
 */
@ConfigurationProperties("statewave")
@Validated
public record ContextSettings(
        @DefaultValue("4000")
        @Min(value = 1, message = "must be 1 to 128000: set STATEWAVE_DEFAULT_MAX_CONTEXT_TOKENS")
        @Max(value = 128_000, message = "must be 1 to 128000: set STATEWAVE_DEFAULT_MAX_CONTEXT_TOKENS")
        int defaultMaxContextTokens,

        @DefaultValue("cl100k_base") TokenEncoding tiktokenModel,

        @DefaultValue("hybrid") Ranking ranking,

        @DefaultValue("256")
        @Min(value = 1, message = "must be 1 to 100000: set STATEWAVE_MAX_READS_IN_FLIGHT")
        @Max(value = 100_000, message = "must be 1 to 100000: set STATEWAVE_MAX_READS_IN_FLIGHT")
        int maxReadsInFlight,

        @DefaultValue("local") EmbeddingProvider embeddingProvider,

        @DefaultValue("1000")
        @Min(value = 50, message = "must be 50 to 60000: set STATEWAVE_CONTEXT_DEADLINE_MS")
        @Max(value = 60_000, message = "must be 50 to 60000: set STATEWAVE_CONTEXT_DEADLINE_MS")
        int contextDeadlineMs,

        @DefaultValue("v1") Layout contextLayout,

        @DefaultValue("budget") Fill contextFill,

        @DefaultValue("64")
        @Min(value = 0, message = "must be 0 to 65536 MiB: set STATEWAVE_SUBJECT_CACHE_MB")
        @Max(value = 65_536, message = "must be 0 to 65536 MiB: set STATEWAVE_SUBJECT_CACHE_MB")
        int subjectCacheMb) {

    /** How long the vector of a task may take: half of the deadline. */
    public Duration vectorLimit() {
        return Duration.ofMillis(contextDeadlineMs).dividedBy(2);
    }

    /**
     * How long the database may take for a context: three deadlines. Without it there is nothing to answer with, and an
     * answer that is late is better than none.
     */
    public Duration databaseLimit() {
        return Duration.ofMillis(contextDeadlineMs).multipliedBy(3);
    }
}

package dev.statewave.context;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
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

        @DefaultValue("local") EmbeddingProvider embeddingProvider) {}

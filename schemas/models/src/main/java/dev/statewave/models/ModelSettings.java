package dev.statewave.models;

import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * The hosted models that are called, their limits, and the local embedding model.
 *
 * @param litellmApiKey the key of the provider; empty for none
 * @param litellmModel the chat model, as {@code provider/model}
 * @param litellmEmbeddingModel the embedding model, as {@code provider/model}
 * @param litellmApiBase where the provider answers; empty for its own address
 * @param litellmTimeoutSeconds how long one attempt of a call may take, in seconds
 * @param litellmMaxRetries further attempts after a transient failure
 * @param litellmTemperature the temperature where a caller names none
 * @param litellmCompileMaxTokens the most tokens that one call of a compile may answer with
 * @param litellmMaxInFlight concurrent chat calls of a process; further ones are rejected
 * @param localEmbeddingModel the model of {@code local} embedding, as {@link dev.statewave.models.embedding.LocalModel}
 *     names it
 * @param embeddingDimensions numbers of a vector of the hosted and of the stub embedder
 * @param modelRecompileSeconds the delay before episodes that the model could not compile are given to it again, in
 *     seconds; it doubles with each attempt
 * @param modelRecompileAttempts the number of these attempts
 */
@ConfigurationProperties("statewave")
@Validated
public record ModelSettings(
        @DefaultValue("") String litellmApiKey,
        @DefaultValue("gpt-4o-mini") String litellmModel,
        @DefaultValue("text-embedding-3-small") String litellmEmbeddingModel,

        @DefaultValue("")
        @Pattern(
                regexp = "|https?://[^/\\s?#]+[^\\s?#]*",
                message = "must be an address such as https://host/v1, or empty: set STATEWAVE_LITELLM_API_BASE")
        String litellmApiBase,

        @DefaultValue("60")
        @DecimalMin(value = "0.1", message = "must be 0.1 to 600 seconds: set STATEWAVE_LITELLM_TIMEOUT_SECONDS")
        @DecimalMax(value = "600", message = "must be 0.1 to 600 seconds: set STATEWAVE_LITELLM_TIMEOUT_SECONDS")
        double litellmTimeoutSeconds,

        @DefaultValue("2")
        @Min(value = 0, message = "must be 0 to 10: set STATEWAVE_LITELLM_MAX_RETRIES")
        @Max(value = 10, message = "must be 0 to 10: set STATEWAVE_LITELLM_MAX_RETRIES")
        int litellmMaxRetries,

        @DefaultValue("0.1")
        @DecimalMin(value = "0", message = "must be 0 to 2: set STATEWAVE_LITELLM_TEMPERATURE")
        @DecimalMax(value = "2", message = "must be 0 to 2: set STATEWAVE_LITELLM_TEMPERATURE")
        double litellmTemperature,

        @DefaultValue("16000")
        @Min(value = 1, message = "must be 1 to 200000: set STATEWAVE_LITELLM_COMPILE_MAX_TOKENS")
        @Max(value = 200_000, message = "must be 1 to 200000: set STATEWAVE_LITELLM_COMPILE_MAX_TOKENS")
        int litellmCompileMaxTokens,

        @DefaultValue("16")
        @Min(value = 1, message = "must be 1 to 1000: set STATEWAVE_LITELLM_MAX_IN_FLIGHT")
        @Max(value = 1_000, message = "must be 1 to 1000: set STATEWAVE_LITELLM_MAX_IN_FLIGHT")
        int litellmMaxInFlight,

        @DefaultValue("all-minilm-l6-v2-q")
        @Pattern(
                regexp = "all-minilm-l6-v2-q|bge-small-en-v15-q",
                message = "must be all-minilm-l6-v2-q or bge-small-en-v15-q: set STATEWAVE_LOCAL_EMBEDDING_MODEL")
        String localEmbeddingModel,

        @DefaultValue("1536")
        @Min(value = 1, message = "must be 1 to 4096: set STATEWAVE_EMBEDDING_DIMENSIONS")
        @Max(value = 4_096, message = "must be 1 to 4096: set STATEWAVE_EMBEDDING_DIMENSIONS")
        int embeddingDimensions,

        @DefaultValue("60")
        @Min(value = 1, message = "must be 1 to 86400 seconds: set STATEWAVE_MODEL_RECOMPILE_SECONDS")
        @Max(value = 86_400, message = "must be 1 to 86400 seconds: set STATEWAVE_MODEL_RECOMPILE_SECONDS")
        int modelRecompileSeconds,

        @DefaultValue("8")
        @Min(value = 0, message = "must be 0 to 20: set STATEWAVE_MODEL_RECOMPILE_ATTEMPTS")
        @Max(value = 20, message = "must be 0 to 20: set STATEWAVE_MODEL_RECOMPILE_ATTEMPTS")
        int modelRecompileAttempts) {

    public ModelSettings {
        litellmApiKey = litellmApiKey.trim();
        litellmApiBase = litellmApiBase.trim();
        litellmModel = litellmModel.trim();
        litellmEmbeddingModel = litellmEmbeddingModel.trim();
    }

    @AssertTrue(
            message =
                    "STATEWAVE_LITELLM_MODEL must be a model of OpenAI, or openai/, anthropic/ or ollama/ and a model; "
                            + "for another provider also set STATEWAVE_LITELLM_API_BASE to its address, "
                            + "where it speaks as OpenAI does")
    boolean isLitellmModelKnown() {
        return parse(litellmModel).isPresent();
    }

    @AssertTrue(
            message = "STATEWAVE_LITELLM_EMBEDDING_MODEL must be a model of OpenAI, or openai/ or ollama/ and a model "
                    + "(Anthropic has no embeddings); for another provider also set STATEWAVE_LITELLM_API_BASE "
                    + "to its address, where it speaks as OpenAI does")
    boolean isLitellmEmbeddingModelKnown() {
        return parse(litellmEmbeddingModel)
                .filter(model -> model.provider() != ModelId.Provider.ANTHROPIC)
                .isPresent();
    }

    private Optional<ModelId> parse(String id) {
        return ModelId.parse(id, !litellmApiBase.isEmpty());
    }

    ModelId chatModel() {
        return parse(litellmModel).orElseThrow();
    }

    ModelId embeddingModel() {
        return parse(litellmEmbeddingModel).orElseThrow();
    }

    /** Whether the chat model can be called: there is a key, or the provider needs none. */
    public boolean chatConfigured() {
        return configured(chatModel());
    }

    /** The same for the embedding model. */
    public boolean embeddingConfigured() {
        return configured(embeddingModel());
    }

    private boolean configured(ModelId model) {
        return !litellmApiKey.isEmpty() || model.provider() == ModelId.Provider.OLLAMA;
    }

    /** The same with another embedding model. */
    ModelSettings withEmbedding(String model, int dimensions) {
        return new ModelSettings(
                litellmApiKey,
                litellmModel,
                model,
                litellmApiBase,
                litellmTimeoutSeconds,
                litellmMaxRetries,
                litellmTemperature,
                litellmCompileMaxTokens,
                litellmMaxInFlight,
                localEmbeddingModel,
                dimensions,
                modelRecompileSeconds,
                modelRecompileAttempts);
    }

    Duration timeout() {
        return Duration.ofMillis(Math.round(litellmTimeoutSeconds * 1_000));
    }

    /** Where a model's provider answers, without a slash at the end. */
    URI base(ModelId model) {
        String base = litellmApiBase.isEmpty()
                ? switch (model.provider()) {
                    case OPENAI -> "https://api.openai.com/v1";
                    case ANTHROPIC -> "https://api.anthropic.com";
                    case OLLAMA -> "http://localhost:11434";
                }
                : litellmApiBase;
        // Both forms of Anthropic's address are in use.
        String trimmed = withoutSlashes(base);
        return URI.create(
                model.provider() == ModelId.Provider.ANTHROPIC && trimmed.endsWith("/v1")
                        ? trimmed.substring(0, trimmed.length() - "/v1".length())
                        : trimmed);
    }

    private static String withoutSlashes(String address) {
        int end = address.length();
        while (end > 0 && address.charAt(end - 1) == '/') {
            end--;
        }
        return address.substring(0, end);
    }

    /** Without the key. */
    @Override
    public String toString() {
        return "ModelSettings[%s, %s, base=%s]".formatted(litellmModel, litellmEmbeddingModel, litellmApiBase);
    }
}

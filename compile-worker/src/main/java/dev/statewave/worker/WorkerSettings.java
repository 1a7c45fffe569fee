package dev.statewave.worker;

import dev.statewave.contract.json.Json;
import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * How the workers behave.
 *
 * @param workerRoles which of {@code writer}, {@code trigger}, {@code compiler} and {@code embedder} this process plays
 * @param writerConcurrency partitions of the log that this process writes side by side
 * @param writerBatch the most log records in one transaction
 * @param compileTrigger {@code continuous}: a subject is compiled once it is quiet; {@code on_request}: only when
 *     someone asks
 * @param compileQuietMs how long a subject has to be quiet, in milliseconds
 * @param compileMaxWaitMs how long a subject that is never quiet waits at most, in milliseconds
 * @param compileConcurrency subjects that this process compiles side by side
 * @param compilerType {@code heuristic}: patterns; {@code llm}: the chat model of the settings
 * @param kindTtlDays a JSON object: after how many days memories of a kind expire; empty for never
 * @param embeddingProvider {@code local}: a model in the process; {@code litellm}: the embedding model of the settings;
 *     {@code stub}: vectors without a meaning; {@code none}: no vectors
 * @param largeSubjectMemories from how many memories on a subject is found by an index
 * @param compileJobRetentionHours how long ended jobs are kept; 0 for ever
 * @param autoLabelingEnabled whether labels are suggested for memories that contain sensitive data
 */
@ConfigurationProperties("statewave")
@Validated
public record WorkerSettings(
        @DefaultValue({"writer", "trigger", "compiler", "embedder"})
        Set<Role> workerRoles,

        @DefaultValue("2")
        @Min(value = 1, message = "must be 1 to 64: set STATEWAVE_WRITER_CONCURRENCY")
        @Max(value = 64, message = "must be 1 to 64: set STATEWAVE_WRITER_CONCURRENCY")
        int writerConcurrency,

        @DefaultValue("2000")
        @Min(value = 1, message = "must be 1 to 20000: set STATEWAVE_WRITER_BATCH")
        @Max(value = 20_000, message = "must be 1 to 20000: set STATEWAVE_WRITER_BATCH")
        int writerBatch,

        @DefaultValue("continuous") CompileTrigger compileTrigger,

        @DefaultValue("2000") @Min(value = 0, message = "must be 0 or more ms: set STATEWAVE_COMPILE_QUIET_MS")
        long compileQuietMs,

        @DefaultValue("30000") @Min(value = 0, message = "must be 0 or more ms: set STATEWAVE_COMPILE_MAX_WAIT_MS")
        long compileMaxWaitMs,

        @DefaultValue("4")
        @Min(value = 1, message = "must be 1 to 64: set STATEWAVE_COMPILE_CONCURRENCY")
        @Max(value = 64, message = "must be 1 to 64: set STATEWAVE_COMPILE_CONCURRENCY")
        int compileConcurrency,

        @DefaultValue("heuristic") CompilerType compilerType,

        @DefaultValue("") String kindTtlDays,

        @DefaultValue("local") EmbeddingProvider embeddingProvider,

        @DefaultValue("1500")
        @Min(value = 100, message = "must be 100 to 1000000: set STATEWAVE_LARGE_SUBJECT_MEMORIES")
        @Max(value = 1_000_000, message = "must be 100 to 1000000: set STATEWAVE_LARGE_SUBJECT_MEMORIES")
        int largeSubjectMemories,

        @DefaultValue("168")
        @Min(value = 0, message = "must be hours, or 0 for ever: set STATEWAVE_COMPILE_JOB_RETENTION_HOURS")
        int compileJobRetentionHours,

        @DefaultValue("false") boolean autoLabelingEnabled) {

    @AssertTrue(
            message = "STATEWAVE_WORKER_ROLES must be a comma-separated list of writer, trigger, compiler and embedder")
    boolean isWorkerRolesValid() {
        return !workerRoles.isEmpty();
    }

    @AssertTrue(
            message = "STATEWAVE_KIND_TTL_DAYS must be a JSON object of kinds and whole days above 0, "
                    + "such as {\"episode_summary\": 90}")
    boolean isKindTtlDaysValid() {
        if (kindTtlDays.isBlank()) {
            return true;
        }
        try {
            JsonNode days = Json.tree(kindTtlDays);
            return days.isObject()
                    && days.valueStream()
                            .allMatch(
                                    value -> value.isIntegralNumber() && value.canConvertToInt() && value.asInt() > 0);
        } catch (JacksonException e) {
            return false;
        }
    }

    /** Whether this process plays the role. Nobody is an embedder where no provider is set. */
    public boolean plays(Role role) {
        return workerRoles.contains(role) && (role != Role.EMBEDDER || embeddingProvider != EmbeddingProvider.NONE);
    }

    public boolean continuous() {
        return compileTrigger == CompileTrigger.CONTINUOUS;
    }

    /** Whether a chat model compiles. */
    public boolean compilesByModel() {
        return compilerType == CompilerType.LLM;
    }

    /** How long a subject has to be quiet before it is compiled. */
    public Duration compileQuiet() {
        return Duration.ofMillis(compileQuietMs);
    }

    /** How long a subject that is never quiet waits at most. */
    public Duration compileMaxWait() {
        return Duration.ofMillis(compileMaxWaitMs);
    }

    /** How long ended jobs are kept; empty for ever. */
    public Optional<Duration> compileJobRetention() {
        return compileJobRetentionHours == 0
                ? Optional.empty()
                : Optional.of(Duration.ofHours(compileJobRetentionHours));
    }

    /** How long memories of a kind are valid; kinds that never expire are absent. */
    public Map<String, Duration> kindTtl() {
        if (kindTtlDays.isBlank()) {
            return Map.of();
        }
        return Json.tree(kindTtlDays)
                .propertyStream()
                .collect(Collectors.toUnmodifiableMap(
                        Map.Entry::getKey,
                        entry -> Duration.ofDays(entry.getValue().asInt())));
    }
}

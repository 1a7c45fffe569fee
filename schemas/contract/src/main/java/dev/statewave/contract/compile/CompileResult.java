package dev.statewave.contract.compile;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How a compile job ended.
 *
 * @param status {@code completed} or {@code failed}
 * @param error what went wrong; null where nothing did
 * @param remainingEpisodes episodes that stood before the request and still wait
 */
public record CompileResult(
        String jobId,
        String status,
        int memoriesCreated,
        int remainingEpisodes,
        @Nullable String error) {

    public CompileResult {
        Objects.requireNonNull(jobId, "job_id");
        Objects.requireNonNull(status, "status");
    }

    public boolean failed() {
        return "failed".equals(status);
    }
}

package dev.statewave.worker.compile.jobs;

import dev.statewave.contract.compile.CompileResult;
import dev.statewave.platform.kafka.DeadLetterPublisher;
import dev.statewave.worker.compile.JobStatus;

/** How jobs end. */
final class Results {

    private Results() {}

    static CompileResult completed(String jobId, int memoriesCreated, int remaining) {
        return new CompileResult(jobId, JobStatus.COMPLETED.text(), memoriesCreated, remaining, null);
    }

    /** @param error may be of any length and have any characters */
    static CompileResult failed(String jobId, String error) {
        return new CompileResult(jobId, JobStatus.FAILED.text(), 0, 0, DeadLetterPublisher.clean(error));
    }
}

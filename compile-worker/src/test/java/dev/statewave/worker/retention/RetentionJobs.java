package dev.statewave.worker.retention;

import dev.statewave.worker.TestWorker;

/** Retention on the test database. */
public final class RetentionJobs {

    private RetentionJobs() {}

    public static void run(TestWorker worker) {
        worker.bean(RetentionJob.class).run();
    }
}

package dev.statewave.worker.retention;

import dev.statewave.worker.TestWorker;
import java.time.Duration;

/** Retention on the test database. */
public final class RetentionJobs {

    private RetentionJobs() {}

    public static void run(TestWorker worker) {
        worker.bean(RetentionJob.class).run();
    }

    static void deleteTombstones(TestWorker worker, Duration age) {
        worker.bean(RetentionRepository.class).deleteTombstones(age);
    }
}

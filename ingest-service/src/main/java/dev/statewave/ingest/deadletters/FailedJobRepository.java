package dev.statewave.ingest.deadletters;

import dev.statewave.contract.topics.ConsumerGroups;
import dev.statewave.platform.postgres.ScopedReads;
import dev.statewave.platform.postgres.TenantScope;
import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Failed compile jobs as letters of the inbox. They have no header that counts redrives: each is a job of its own. */
@Component
class FailedJobRepository {

    /** What all of them have as their code. */
    static final String CODE = "compile_failed";
    /** Who gives them up. */
    static final String STAGE = ConsumerGroups.COMPILER;

    private static final String COLUMNS = """
            SELECT job_id, tenant_id, subject_id, mode, error, created_at, coalesce(completed_at, created_at) AS ended
            FROM compile_jobs WHERE status = 'failed'""";

    private static final String PAGE = COLUMNS + """
             AND (created_at, job_id) > (to_timestamp($1::bigint / 1000000) + $1::bigint % 1000000 * interval '1 microsecond', $2)
            ORDER BY created_at, job_id LIMIT $3""";

    private static final String ONE = COLUMNS + " AND job_id = $1";

    private final ScopedReads database;

    FailedJobRepository(ScopedReads database) {
        this.database = database;
    }

    /** A place in the order of jobs. */
    record JobPlace(long createdMicros, String jobId) {
        /** Before all of them: there were no jobs in 1970. */
        static final JobPlace START = new JobPlace(0, "");
    }

    /** @param mode as the compile was requested */
    record FailedJob(Letter letter, String tenant, String subject, String mode, JobPlace place) {}

    /** Those behind this place, the oldest first. Blocks. */
    List<FailedJob> page(JobPlace after, int limit) {
        return database.run(
                        TenantScope.ALL,
                        PAGE,
                        List.of(after.createdMicros(), after.jobId(), limit),
                        FailedJobRepository::read)
                .collectList()
                .blockOptional()
                .orElseThrow();
    }

    /** Blocks. */
    Optional<FailedJob> one(String jobId) {
        return database.run(TenantScope.ALL, ONE, List.of(jobId), FailedJobRepository::read)
                .next()
                .blockOptional();
    }

    private static FailedJob read(Readable row) {
        String job = row.get("job_id", String.class);
        String tenant = row.get("tenant_id", String.class);
        String subject = row.get("subject_id", String.class);
        Instant created = row.get("created_at", Instant.class);
        String error = Objects.requireNonNullElse(row.get("error", String.class), "");
        var letter = new Letter(
                Letter.JOB_PREFIX + job,
                Letter.JOB,
                null,
                null,
                null,
                row.get("ended", Instant.class),
                STAGE,
                CODE,
                error,
                null,
                null,
                orNull(tenant),
                subject,
                0,
                null,
                0);
        long micros = created.getEpochSecond() * 1_000_000 + created.getNano() / 1_000;
        return new FailedJob(letter, tenant, subject, row.get("mode", String.class), new JobPlace(micros, job));
    }

    private static @Nullable String orNull(String text) {
        return text.isEmpty() ? null : text;
    }
}

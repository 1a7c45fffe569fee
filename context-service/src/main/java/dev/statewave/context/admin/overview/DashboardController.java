package dev.statewave.context.admin.overview;

import dev.statewave.context.admin.CountRepository;
import dev.statewave.context.admin.CountRepository.Count;
import dev.statewave.context.admin.CountRepository.Counted;
import dev.statewave.context.admin.CountRepository.Counts;
import dev.statewave.context.admin.DeliveryCounts;
import dev.statewave.context.ops.SchemaState;
import dev.statewave.context.ops.SchemaState.MigrationsBody;
import dev.statewave.platform.health.Readiness;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** {@code GET /admin/dashboard}: the whole installation at a glance. */
@RestController
class DashboardController {

    private final Readiness readiness;
    private final SchemaState schema;
    private final CountRepository counts;
    private final ActivityRepository activity;
    private final Clock clock;

    DashboardController(
            Readiness readiness, SchemaState schema, CountRepository counts, ActivityRepository activity, Clock clock) {
        this.readiness = readiness;
        this.schema = schema;
        this.counts = counts;
        this.activity = activity;
        this.clock = clock;
    }

    record MigrationBody(
            @Nullable String currentRevision, String expectedHead, boolean isCompatible, int pendingCount) {

        static MigrationBody of(MigrationsBody schema) {
            return new MigrationBody(
                    schema.currentRevision(), schema.expectedHead(), schema.isCompatible(), schema.pendingCount());
        }
    }

    record CountsBody(long episodes, long memories, long subjects) {}

    /**
     * @param readiness of the service that reads
     * @param jobs how many there are of each status that there is
     * @param healthDistribution how many subjects are in each state that there is
     */
    record DashboardBody(
            Readiness.Report readiness,
            MigrationBody migration,
            CountsBody counts,
            Map<String, Long> jobs,
            DeliveryCounts webhooks,
            Map<String, Long> healthDistribution) {}

    @GetMapping("/admin/dashboard")
    Mono<DashboardBody> dashboard() {
        return Mono.zip(
                        // Its checks block.
                        Mono.fromCallable(readiness::report).subscribeOn(Schedulers.boundedElastic()),
                        schema.read(),
                        counts.read(null, LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC)),
                        activity.healthStates())
                .map(found -> body(found.getT1(), found.getT2(), found.getT3(), found.getT4()));
    }

    private static DashboardBody body(
            Readiness.Report report, MigrationsBody schema, Counts counts, Map<String, Long> health) {
        return new DashboardBody(
                report,
                MigrationBody.of(schema),
                new CountsBody(
                        counts.of(Counted.EPISODES).total(),
                        counts.of(Counted.MEMORIES).total(),
                        health.values().stream().mapToLong(Long::longValue).sum()),
                counts.ofKind(Counted.JOBS).stream().collect(Collectors.toMap(Count::status, count -> count.amounts()
                        .total())),
                DeliveryCounts.of(counts),
                new TreeMap<>(health));
    }
}

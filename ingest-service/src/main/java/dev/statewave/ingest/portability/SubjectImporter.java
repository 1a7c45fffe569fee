package dev.statewave.ingest.portability;

import dev.statewave.contract.json.WireTime;
import dev.statewave.contract.portability.SubjectContents;
import dev.statewave.contract.rest.ApiException;
import dev.statewave.ingest.subjectlog.SubjectLog;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Appends imports to the subject log and waits until they are in force. All records of all subjects go into one Kafka
 * transaction; each subject is then applied as a whole.
 */
@Component
public class SubjectImporter {

    /** Below the time-out of the gateway; an import of many thousands takes a few seconds. */
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(25);

    private final SubjectLog subjectLog;
    private final ImportRepository repository;
    private final Clock clock;

    SubjectImporter(SubjectLog subjectLog, ImportRepository repository, Clock clock) {
        this.subjectLog = subjectLog;
        this.repository = repository;
        this.clock = clock;
    }

    /**
     * Refuses ids that exist already.
     *
     * @return an {@link ApiException} 400 where one does
     */
    Mono<Void> checkIds(SubjectContents contents) {
        return repository
                .existing(contents)
                .flatMap(id -> Mono.error(conflict("The id %s exists already.".formatted(id))));
    }

    /**
     * @return false where the imports are safe in Kafka and not in force yet; an {@link ApiException} 400 where an id
     *     exists already, 409 where a subject is not as it has to be
     */
    public Mono<Boolean> run(List<ImportPlan> plans, @Nullable String requestId) {
        if (plans.isEmpty()) {
            return Mono.just(true);
        }
        Instant now = WireTime.micros(clock.instant());
        return Mono.fromCallable(() -> plans.stream()
                        .flatMap(plan -> plan.entries(now).stream())
                        .toList())
                .subscribeOn(Schedulers.boundedElastic())
                .flatMap(entries -> subjectLog.appendAllAndAwait(entries, requestId, LONGEST_WAIT))
                .flatMap(appended -> appended.persisted() ? ended(plans).thenReturn(true) : Mono.just(false));
    }

    private Mono<Void> ended(List<ImportPlan> plans) {
        return repository
                .outcomes(plans.stream().map(ImportPlan::importId).toList())
                .<Void>handle((outcome, sink) -> {
                    if (outcome.refused() != null) {
                        sink.error(refusal(outcome.refused()));
                    }
                })
                .then();
    }

    private static ApiException refusal(String reason) {
        return switch (reason) {
            case "id_conflict" -> conflict("An id of the import exists already.");
            case "populated" -> ApiException.of(409, "conflict", "The target subject has data already.");
            default -> ApiException.of(409, "conflict", "The target subject was erased while the import came in.");
        };
    }

    private static ApiException conflict(String message) {
        return ApiException.of(
                400, "bad_request", message + " Nothing was imported; preserve_ids=false gives new ids.");
    }
}

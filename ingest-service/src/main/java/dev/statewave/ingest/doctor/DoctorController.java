package dev.statewave.ingest.doctor;

import dev.statewave.contract.audit.Actor;
import dev.statewave.contract.rest.Headers;
import dev.statewave.ingest.ledger.ReplicationSlots;
import dev.statewave.ingest.pauses.TenantPauseRepository;
import dev.statewave.ingest.web.BlockingCalls;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** {@code GET /admin/doctor}: everything that could be wrong with an installation, in one look. */
@RestController
class DoctorController {

    /** Of each group of checks; together they take no longer. */
    private static final Duration LIMIT = Duration.ofSeconds(15);

    private static final int JAVA = 25;

    private final DatabaseChecks database;
    private final BrokerChecks broker;
    private final WorkChecks work;
    private final ReplicationSlots slots;
    private final TenantPauseRepository pauses;
    private final EndpointChecks endpoints;
    private final BlockingCalls calls;

    DoctorController(
            DatabaseChecks database,
            BrokerChecks broker,
            WorkChecks work,
            ReplicationSlots slots,
            TenantPauseRepository pauses,
            EndpointChecks endpoints,
            BlockingCalls calls) {
        this.database = database;
        this.broker = broker;
        this.work = work;
        this.slots = slots;
        this.pauses = pauses;
        this.endpoints = endpoints;
        this.calls = calls;
    }

    /** @param status the worst severity */
    record DoctorBody(String status, List<Finding> findings) {}

    @GetMapping("/admin/doctor")
    Mono<DoctorBody> look(@RequestHeader(name = Headers.ACTOR, required = false) @Nullable String actor) {
        return Mono.zip(
                        guarded(database.look(), DatabaseChecks::away),
                        guarded(calls.run(broker::look), BrokerChecks::away),
                        guarded(calls.run(work::look), failure -> unknown("work", failure)),
                        guarded(slots.slots().map(WorkChecks::slots), failure -> unknown("replication-slots", failure)),
                        guarded(
                                pauses.all().map(WorkChecks::tenantPauses),
                                failure -> unknown("tenant-pauses", failure)),
                        guarded(endpoints.look(), failure -> unknown("webhook-endpoints", failure)))
                .map(found -> body(Stream.of(
                                found.getT1(),
                                found.getT2(),
                                found.getT3(),
                                found.getT5(),
                                found.getT6(),
                                found.getT4(),
                                process(actor))
                        .flatMap(List::stream)
                        .toList()));
    }

    private static Mono<List<Finding>> guarded(Mono<List<Finding>> look, Function<Throwable, Finding> otherwise) {
        return look.timeout(LIMIT).onErrorResume(failure -> Mono.just(List.of(otherwise.apply(failure))));
    }

    /** Another finding says why: it needs Kafka and the database. */
    private static Finding unknown(String check, Throwable failure) {
        return Finding.warning(
                check,
                "Not known: " + Objects.requireNonNullElse(failure.getMessage(), failure.toString()),
                "Mend what else is found, and look again.",
                "consumer-lag.md");
    }

    private static List<Finding> process(@Nullable String actor) {
        int java = Runtime.version().feature();
        Finding version = java >= JAVA
                ? Finding.ok("java", "Java " + Runtime.version())
                : Finding.critical(
                        "java", "Java %d is older than %d.".formatted(java, JAVA), "Install a JDK 25.", "versions.md");
        // The gateway names who calls; a call past it says nothing of whether keys are asked for.
        if (actor == null) {
            return List.of(version);
        }
        Finding access = Actor.parse(actor).equals(Actor.ANONYMOUS)
                ? Finding.warning(
                        "access",
                        "The API is open: whoever reaches the gateway reads, writes and erases everything.",
                        "Set STATEWAVE_API_KEY for the api-gateway.",
                        "access.md")
                : Finding.ok("access", "The API asks for a key.");
        return List.of(version, access);
    }

    private static DoctorBody body(List<Finding> findings) {
        String status = Finding.OK;
        for (Finding finding : findings) {
            if (finding.severity().equals(Finding.CRITICAL)) {
                status = Finding.CRITICAL;
            } else if (finding.severity().equals(Finding.WARNING) && !status.equals(Finding.CRITICAL)) {
                status = Finding.WARNING;
            }
        }
        return new DoctorBody(status, findings);
    }
}

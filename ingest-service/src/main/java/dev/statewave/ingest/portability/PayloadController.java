package dev.statewave.ingest.portability;

import dev.statewave.contract.json.Json;
import dev.statewave.contract.json.WireTime;
import dev.statewave.contract.portability.PayloadDocument;
import dev.statewave.contract.portability.PortableSubjectId;
import dev.statewave.contract.rest.FieldReader;
import dev.statewave.contract.rest.Headers;
import dev.statewave.contract.subjectlog.SubjectKey;
import dev.statewave.ingest.web.WriteAnswer;
import dev.statewave.platform.portability.SubjectReader;
import dev.statewave.platform.web.RequestBodies;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.databind.node.ObjectNode;

/** {@code POST /admin/memory/import}: puts the subjects of a memory payload in, all of them or none. */
@RestController
class PayloadController {

    private final SubjectReader places;
    private final TargetResolver targets;
    private final SubjectImporter importer;
    private final Clock clock;

    PayloadController(SubjectReader places, TargetResolver targets, SubjectImporter importer, Clock clock) {
        this.places = places;
        this.targets = targets;
        this.importer = importer;
        this.clock = clock;
    }

    private record Request(
            PayloadDocument payload, @Nullable String tenant, ConflictStrategy strategy) {}

    private record Planned(PayloadDocument.Subject subject, String target, ImportPlan plan) {}

    /** What was imported. */
    record PayloadBody(
            String importedAt,
            String exportId,
            String conflictStrategy,
            Map<String, String> subjectIdMap,
            List<String> importedSubjects,
            int importedEpisodes,
            int importedMemories,
            int importedSources) {}

    @PostMapping("/admin/memory/import")
    Mono<ResponseEntity<Object>> importPayload(
            @RequestBody(required = false) byte @Nullable [] body,
            @RequestHeader(name = Headers.REQUEST_ID, required = false) @Nullable String requestId) {
        Instant now = WireTime.micros(clock.instant());
        return places.admitted(RequestBodies.read(body, fields -> request(fields, now))
                .flatMap(request -> run(request, now, requestId)));
    }

    @SuppressWarnings("NullAway") // A null is never seen: check() throws before.
    private static @Nullable Request request(FieldReader fields, Instant now) {
        String tenant = fields.has("target_tenant_id") ? fields.requiredIdOrEmpty("target_tenant_id") : null;
        String strategy =
                fields.optionalEnum("conflict_strategy", ConflictStrategy.TEXTS, ConflictStrategy.CREATE_COPY.text());
        FieldReader payload = fields.requiredFields("payload");
        if (fields.hasErrors()) {
            return null;
        }
        PayloadDocument document = PayloadDocument.read(payload, now);
        return document == null ? null : new Request(document, tenant, ConflictStrategy.of(strategy));
    }

    private Mono<ResponseEntity<Object>> run(Request request, Instant now, @Nullable String requestId) {
        return Flux.fromIterable(request.payload().subjects())
                .concatMap(subject -> plan(request, subject, now))
                .collectList()
                .flatMap(planned -> importer.run(
                                planned.stream()
                                        .map(Planned::plan)
                                        .filter(plan -> !plan.contents().isEmpty())
                                        .toList(),
                                requestId)
                        .map(persisted ->
                                WriteAnswer.of(persisted ? 200 : 202, persisted, body(request, planned, now))));
    }

    private Mono<Planned> plan(Request request, PayloadDocument.Subject subject, Instant now) {
        String tenant = request.tenant() == null ? subject.originalTenant() : request.tenant();
        ObjectNode origin = Json.object()
                .put("imported_from_export_id", request.payload().exportId())
                .put("original_subject_id", subject.originalId())
                .put("imported_at", WireTime.formatWithOffset(now));
        Mono<TargetResolver.Target> target = request.strategy() == ConflictStrategy.CREATE_COPY
                ? targets.suggested(subject.originalId())
                : targets.explicit(
                        PortableSubjectId.checkTarget("original_subject_id", subject.originalId()), request.strategy());
        return target.map(found -> new Planned(
                subject,
                found.subject(),
                ImportPlan.of(
                        SubjectKey.of(tenant, found.subject()),
                        new Origin(origin, origin).mark(subject.contents(), null),
                        found.onlyIfEmpty())));
    }

    private static PayloadBody body(Request request, List<Planned> planned, Instant now) {
        Map<String, String> map = new LinkedHashMap<>();
        planned.forEach(one -> map.put(one.subject().originalId(), one.target()));
        return new PayloadBody(
                WireTime.formatWithOffset(now),
                request.payload().exportId(),
                request.strategy().text(),
                map,
                List.copyOf(map.values()),
                planned.stream()
                        .mapToInt(one -> one.plan().contents().episodes().size())
                        .sum(),
                planned.stream()
                        .mapToInt(one -> one.plan().contents().memories().size())
                        .sum(),
                0);
    }
}

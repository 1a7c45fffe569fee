package dev.statewave.ingest.portability;

import dev.statewave.contract.json.Json;
import dev.statewave.contract.json.WireTime;
import dev.statewave.contract.policy.PolicyCaller;
import dev.statewave.contract.portability.PortableSubjectId;
import dev.statewave.contract.portability.SubjectContents;
import dev.statewave.contract.portability.TransferScope;
import dev.statewave.contract.rest.ApiException;
import dev.statewave.contract.rest.FieldReader;
import dev.statewave.contract.rest.Headers;
import dev.statewave.contract.subjectlog.SubjectKey;
import dev.statewave.contract.text.PayloadText;
import dev.statewave.ingest.web.WriteAnswer;
import dev.statewave.platform.portability.SubjectReader;
import dev.statewave.platform.portability.SubjectRows;
import dev.statewave.platform.web.RequestBodies;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import tools.jackson.databind.node.ObjectNode;

/** {@code POST /admin/memory/clone}: copies a subject, or a part of it, to another one. */
@RestController
class CloneController {

    private static final String OPERATOR = "X-Statewave-Operator-Email";
    /** Characters of an address, by RFC 5321. */
    private static final int LONGEST_OPERATOR = 320;

    private final SubjectReader reader;
    private final TargetResolver targets;
    private final SubjectImporter importer;
    private final Clock clock;

    CloneController(SubjectReader reader, TargetResolver targets, SubjectImporter importer, Clock clock) {
        this.reader = reader;
        this.targets = targets;
        this.importer = importer;
        this.clock = clock;
    }

    private record Request(
            String source,
            @Nullable String sourceTenant,
            @Nullable String target,
            @Nullable String displayName,
            @Nullable String targetTenant,
            TransferScope scope) {}

    /** What was copied. */
    record ClonedBody(
            String status,
            String sourceSubjectId,
            String targetSubjectId,
            @Nullable String targetDisplayName,
            String cloneScope,
            int episodeCount,
            int memoryCount,
            int sourceCount,
            String clonedAt) {}

    @PostMapping("/admin/memory/clone")
    Mono<ResponseEntity<Object>> copy(
            @RequestBody(required = false) byte @Nullable [] body,
            @RequestHeader(name = OPERATOR, required = false) @Nullable String operator,
            @RequestHeader(name = Headers.REQUEST_ID, required = false) @Nullable String requestId,
            PolicyCaller caller) {
        String by = operator == null || operator.isBlank() ? null : PayloadText.cut(operator, LONGEST_OPERATOR);
        return RequestBodies.read(body, CloneController::request)
                .flatMap(request -> reader.admitted(run(request, by, caller, requestId)));
    }

    private static Request request(FieldReader fields) {
        String source = fields.requiredText("source_subject_id", 1, 256);
        String target = fields.optionalText("target_subject_id", 256);
        String name = fields.optionalText("target_display_name", 256);
        String sourceTenant = fields.has("source_tenant_id") ? fields.requiredIdOrEmpty("source_tenant_id") : null;
        String targetTenant = fields.has("target_tenant_id") ? fields.requiredIdOrEmpty("target_tenant_id") : null;
        String scope =
                fields.optionalEnum("clone_scope", TransferScope.TEXTS, TransferScope.EPISODES_MEMORIES_SOURCES.text());
        fields.check();
        PortableSubjectId.check("source_subject_id", source);
        if (target != null) {
            PortableSubjectId.checkTarget("target_subject_id", target);
        }
        return new Request(source, sourceTenant, target, name, targetTenant, TransferScope.of(scope));
    }

    private Mono<ResponseEntity<Object>> run(
            Request request, @Nullable String operator, PolicyCaller caller, @Nullable String requestId) {
        return reader.find(request.source(), request.sourceTenant())
                .flatMap(Mono::justOrEmpty)
                .flatMap(key -> reader.read(key, caller))
                .filter(rows -> !rows.episodes().isEmpty() || !rows.memories().isEmpty())
                .switchIfEmpty(Mono.error(() -> ApiException.notFound("The source subject has no data.")))
                .zipWith(
                        request.target() == null
                                ? targets.suggested(request.source() + "-clone")
                                : targets.explicit(request.target(), ConflictStrategy.CANCEL))
                .publishOn(Schedulers.boundedElastic())
                .flatMap(found -> copy(request, found.getT1(), found.getT2(), operator, requestId));
    }

    private Mono<ResponseEntity<Object>> copy(
            Request request,
            SubjectRows rows,
            TargetResolver.Target target,
            @Nullable String operator,
            @Nullable String requestId) {
        Instant now = WireTime.micros(clock.instant());
        SubjectContents originals = request.scope().of(rows.contents());
        SubjectContents copies = origin(request, operator, now).mark(originals.withNewIds(), originals);
        String tenant = request.targetTenant() == null ? rows.key().tenant() : request.targetTenant();
        var plan = ImportPlan.of(new SubjectKey(tenant, target.subject()), copies, target.onlyIfEmpty());
        return importer.run(copies.isEmpty() ? List.of() : List.of(plan), requestId)
                .map(persisted -> WriteAnswer.of(
                        persisted ? 200 : 202,
                        persisted,
                        new ClonedBody(
                                "cloned",
                                request.source(),
                                target.subject(),
                                request.displayName(),
                                request.scope().text(),
                                copies.episodes().size(),
                                copies.memories().size(),
                                0,
                                WireTime.formatWithOffset(now))));
    }

    private static Origin origin(Request request, @Nullable String operator, Instant now) {
        ObjectNode provenance = Json.object()
                .put("cloned_from_subject_id", request.source())
                .put("cloned_at", WireTime.formatWithOffset(now));
        if (operator != null) {
            provenance.put("cloned_by", operator);
        }
        ObjectNode metadata = provenance.deepCopy();
        if (request.displayName() != null) {
            metadata.put("display_name", request.displayName());
        }
        return new Origin(metadata, provenance);
    }
}

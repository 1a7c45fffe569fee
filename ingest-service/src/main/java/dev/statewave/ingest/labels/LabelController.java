package dev.statewave.ingest.labels;

import dev.statewave.contract.audit.Actor;
import dev.statewave.contract.json.Json;
import dev.statewave.contract.json.WireTime;
import dev.statewave.contract.policy.PolicyCaller;
import dev.statewave.contract.rest.ApiException;
import dev.statewave.contract.rest.FieldReader;
import dev.statewave.contract.rest.Headers;
import dev.statewave.contract.subjectlog.SubjectKey;
import dev.statewave.contract.subjectlog.SubjectRecord.LabelsSet;
import dev.statewave.ingest.labels.LabelledMemoryRepository.Found;
import dev.statewave.ingest.subjectlog.SubjectLog;
import dev.statewave.ingest.web.WriteAnswer;
import dev.statewave.platform.policy.PolicyView;
import dev.statewave.platform.policy.PolicyViews;
import dev.statewave.platform.subjectlog.LogEntry;
import dev.statewave.platform.web.RequestBodies;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/**
 * {@code PATCH /v1/memories/{memory_id}/labels} and {@code PATCH /admin/memories/{memory_id}/labels}: replaces the
 * sensitivity labels of a memory.
 */
@RestController
class LabelController {

    private static final int MOST = 32;
    private static final int LONGEST = 128;

    private final SubjectLog subjectLog;
    private final LabelledMemoryRepository memories;
    private final PolicyViews policies;
    private final Clock clock;

    LabelController(SubjectLog subjectLog, LabelledMemoryRepository memories, PolicyViews policies, Clock clock) {
        this.subjectLog = subjectLog;
        this.memories = memories;
        this.policies = policies;
        this.clock = clock;
    }

    @PatchMapping("/v1/memories/{memoryId}/labels")
    Mono<ResponseEntity<Object>> replace(
            @PathVariable String memoryId,
            @RequestBody(required = false) byte @Nullable [] body,
            @RequestHeader(name = Headers.TENANT, required = false) @Nullable String tenant,
            @RequestHeader(name = Headers.REQUEST_ID, required = false) @Nullable String requestId,
            PolicyCaller caller) {
        return replace(
                memoryId(memoryId),
                body,
                tenant,
                null,
                requestId,
                key -> policies.ofRead(key.subject(), key.tenant(), caller));
    }

    @PatchMapping("/admin/memories/{memoryId}/labels")
    Mono<ResponseEntity<Object>> replaceAsAdministrator(
            @PathVariable String memoryId,
            @RequestBody(required = false) byte @Nullable [] body,
            @RequestParam Map<String, String> parameters,
            @RequestHeader(name = Headers.ACTOR, required = false) @Nullable String actor,
            @RequestHeader(name = Headers.REQUEST_ID, required = false) @Nullable String requestId,
            PolicyCaller caller) {
        return replace(
                memoryId(memoryId),
                body,
                tenant(parameters),
                Actor.parse(actor),
                requestId,
                key -> policies.ofAdministrator(key.subject(), key.tenant(), caller));
    }

    static UUID memoryId(String text) {
        FieldReader path = FieldReader.path(Json.object().put("memory_id", text));
        UUID id = path.requiredUuid("memory_id");
        path.check();
        return id;
    }

    /** Null for any. */
    static @Nullable String tenant(Map<String, String> parameters) {
        FieldReader query = FieldReader.query(parameters);
        String tenant = query.optionalText("tenant_id", 256);
        query.check();
        return tenant;
    }

    private Mono<ResponseEntity<Object>> replace(
            UUID id,
            byte @Nullable [] body,
            @Nullable String tenant,
            @Nullable Actor actor,
            @Nullable String requestId,
            Function<SubjectKey, Mono<PolicyView>> policy) {
        return RequestBodies.read(body, LabelController::labels).flatMap(labels -> memories.find(id, tenant)
                .switchIfEmpty(Mono.error(() -> ApiException.notFound("Memory not found")))
                .flatMap(found -> policy.apply(found.key())
                        .doOnNext(view -> check(found.memory().id(), view))
                        .then(Mono.defer(() -> replace(found, labels, actor, requestId)))));
    }

    /** Who is not shown a memory must not take its labels away. */
    private static void check(UUID memory, PolicyView view) {
        if (view.hides(memory)) {
            throw ApiException.notFound("Memory not found");
        }
        if (view.redacts(memory)) {
            throw ApiException.of(
                    403, "policy_denied", "The policy redacts this memory for the caller, who cannot label it either.");
        }
    }

    private static List<String> labels(FieldReader fields) {
        List<String> labels = fields.requiredTexts("sensitivity_labels", LONGEST).stream()
                .map(label -> label.strip().toLowerCase(Locale.ROOT))
                .filter(label -> !label.isEmpty())
                .distinct()
                .toList();
        fields.atMost("sensitivity_labels", labels.size(), MOST);
        return labels;
    }

    private Mono<ResponseEntity<Object>> replace(
            Found found, List<String> labels, @Nullable Actor actor, @Nullable String requestId) {
        Instant now = WireTime.micros(clock.instant());
        return subjectLog
                .appendAndAwait(
                        new LogEntry(found.key(), new LabelsSet(found.memory().id(), labels, now), actor), requestId)
                .map(appended -> WriteAnswer.of(
                        appended.persisted() ? 200 : 202,
                        appended.persisted(),
                        found.memory().withLabels(labels, now)));
    }
}

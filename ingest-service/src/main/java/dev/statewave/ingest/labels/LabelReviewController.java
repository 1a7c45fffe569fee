package dev.statewave.ingest.labels;

import dev.statewave.contract.audit.Actor;
import dev.statewave.contract.json.WireTime;
import dev.statewave.contract.rest.ApiException;
import dev.statewave.contract.rest.FieldReader;
import dev.statewave.contract.rest.Headers;
import dev.statewave.contract.subjectlog.SubjectRecord.LabelsPromoted;
import dev.statewave.ingest.labels.LabelledMemoryRepository.Found;
import dev.statewave.ingest.subjectlog.SubjectLog;
import dev.statewave.ingest.web.WriteAnswer;
import dev.statewave.platform.subjectlog.LogEntry;
import dev.statewave.platform.web.RequestBodies;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** {@code POST /admin/memories/{memory_id}/promote-labels}: makes suggested labels sensitivity labels. */
@RestController
class LabelReviewController {

    private static final int MOST = 32;
    private static final int LONGEST = 128;

    private final SubjectLog subjectLog;
    private final LabelledMemoryRepository memories;
    private final Clock clock;

    LabelReviewController(SubjectLog subjectLog, LabelledMemoryRepository memories, Clock clock) {
        this.subjectLog = subjectLog;
        this.memories = memories;
        this.clock = clock;
    }

    record PromotedBody(
            UUID memoryId, List<String> sensitivityLabels, List<String> suggestedLabels, List<String> promoted) {}

    @PostMapping("/admin/memories/{memoryId}/promote-labels")
    Mono<ResponseEntity<Object>> promote(
            @PathVariable String memoryId,
            @RequestBody(required = false) byte @Nullable [] body,
            @RequestParam Map<String, String> parameters,
            @RequestHeader(name = Headers.ACTOR, required = false) @Nullable String actor,
            @RequestHeader(name = Headers.REQUEST_ID, required = false) @Nullable String requestId) {
        UUID id = LabelController.memoryId(memoryId);
        String tenant = LabelController.tenant(parameters);
        return RequestBodies.read(body, LabelReviewController::labels).flatMap(labels -> memories.find(id, tenant)
                .switchIfEmpty(Mono.error(() -> ApiException.notFound("Memory not found")))
                .flatMap(found -> promote(found, labels, Actor.parse(actor), requestId)));
    }

    private static List<String> labels(FieldReader fields) {
        List<String> labels = fields.requiredTexts("labels", LONGEST);
        fields.atMost("labels", labels.size(), MOST);
        fields.check();
        if (labels.isEmpty()) {
            throw ApiException.of(422, "promote_labels.empty", "Name the labels to promote.");
        }
        if (new HashSet<>(labels).size() < labels.size()) {
            throw ApiException.of(422, "promote_labels.duplicate_labels", "Name each label once.");
        }
        return labels;
    }

    private Mono<ResponseEntity<Object>> promote(
            Found found, List<String> labels, Actor actor, @Nullable String requestId) {
        if (!found.suggested().containsAll(labels)) {
            return Mono.error(ApiException.of(
                    422,
                    "promote_labels.not_suggested",
                    "Only labels that are suggested for the memory can be promoted."));
        }
        var promoted = new LabelsPromoted(
                found.memory().id(),
                labels,
                WireTime.micros(clock.instant()),
                actor.equals(Actor.ANONYMOUS) ? null : actor.id());
        var sensitivity = new TreeSet<>(found.memory().sensitivityLabels());
        sensitivity.addAll(labels);
        var suggested = new TreeSet<>(found.suggested());
        labels.forEach(suggested::remove);
        var answer = new PromotedBody(found.memory().id(), List.copyOf(sensitivity), List.copyOf(suggested), labels);
        return subjectLog
                .appendAndAwait(new LogEntry(found.key(), promoted, actor), requestId)
                .map(appended -> WriteAnswer.of(appended.persisted() ? 200 : 202, appended.persisted(), answer));
    }
}

package dev.statewave.ingest.labels;

import dev.statewave.contract.audit.Actor;
import dev.statewave.contract.json.WireTime;
import dev.statewave.contract.rest.ApiException;
import dev.statewave.contract.rest.FieldReader;
import dev.statewave.contract.rest.Headers;
import dev.statewave.contract.subjectlog.LogPosition;
import dev.statewave.contract.subjectlog.SubjectRecord.LabelsPromoted;
import dev.statewave.ingest.labels.SuggestionRepository.Filter;
import dev.statewave.ingest.labels.SuggestionRepository.Suggestion;
import dev.statewave.ingest.subjectlog.SubjectLog;
import dev.statewave.ingest.web.WriteAnswer;
import dev.statewave.platform.subjectlog.LogEntry;
import dev.statewave.platform.web.RequestBodies;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** {@code POST /admin/memories/promote-labels}: one suggested label, for all memories that it is suggested for. */
@RestController
class BulkPromotionController {

    /** Memories of one request; each is a record of the log. */
    private static final int MOST = 10_000;
    /** Records of one Kafka transaction. */
    private static final int AT_ONCE = 500;

    private static final int SAMPLE = 20;
    /** Shorter than the gateway waits for an ordinary request. */
    private static final Duration WAIT = Duration.ofSeconds(15);

    private final SubjectLog subjectLog;
    private final SuggestionRepository suggestions;
    private final Clock clock;

    BulkPromotionController(SubjectLog subjectLog, SuggestionRepository suggestions, Clock clock) {
        this.subjectLog = subjectLog;
        this.suggestions = suggestions;
        this.clock = clock;
    }

    /** @param expected how many memories the caller has seen in a preview; null for any number */
    private record Request(Filter filter, @Nullable Integer expected, boolean dryRun) {}

    /**
     * The answer.
     *
     * @param sample the first memories that the label is suggested for
     * @param failed memories whose promotion Kafka did not take
     */
    record BulkPromotedBody(
            String label, long matched, long promoted, boolean dryRun, List<UUID> sample, List<UUID> failed) {}

    @PostMapping("/admin/memories/promote-labels")
    Mono<ResponseEntity<Object>> promote(
            @RequestBody(required = false) byte @Nullable [] body,
            @RequestHeader(name = Headers.ACTOR, required = false) @Nullable String actor,
            @RequestHeader(name = Headers.REQUEST_ID, required = false) @Nullable String requestId) {
        return RequestBodies.read(body, BulkPromotionController::request)
                .flatMap(request -> request.dryRun()
                        ? preview(request.filter())
                        : suggestions
                                .find(request.filter(), MOST + 1)
                                .flatMap(found -> promote(found, request, Actor.parse(actor), requestId)));
    }

    private static Request request(FieldReader fields) {
        String label = fields.requiredText("label", 1, 128);
        String subject = fields.has("subject_id") ? fields.requiredId("subject_id") : "";
        String tenant = fields.has("tenant_id") ? fields.requiredIdOrEmpty("tenant_id") : "";
        Integer expected = fields.integer("expected_count", 0, MOST, null);
        boolean dryRun = fields.bool("dry_run", false);
        fields.check();
        return new Request(new Filter(label, subject, tenant), expected, dryRun);
    }

    private Mono<ResponseEntity<Object>> preview(Filter filter) {
        return suggestions
                .count(filter)
                .zipWith(suggestions.find(filter, SAMPLE))
                .map(found -> WriteAnswer.of(
                        200,
                        true,
                        new BulkPromotedBody(filter.label(), found.getT1(), 0, true, ids(found.getT2()), List.of())));
    }

    private Mono<ResponseEntity<Object>> promote(
            List<Suggestion> found, Request request, Actor actor, @Nullable String requestId) {
        if (found.size() > MOST) {
            return Mono.error(ApiException.of(
                    422,
                    "too_many_memories",
                    "The label is suggested for more than %d memories: promote it by tenant or by subject."
                            .formatted(MOST)));
        }
        if (request.expected() != null && found.size() != request.expected()) {
            return Mono.error(ApiException.of(
                    409,
                    "conflict",
                    "The label is suggested for %d memories and expected_count is %d: look at the preview again."
                            .formatted(found.size(), request.expected())));
        }
        Instant now = WireTime.micros(clock.instant());
        var failed = new ArrayList<UUID>();
        return Flux.fromIterable(found)
                .buffer(AT_ONCE)
                .concatMap(some -> append(some, request.filter().label(), now, failed, actor, requestId))
                .collectList()
                .flatMap(positions -> answer(request.filter().label(), found, positions, failed));
    }

    /** After the first part that Kafka does not take no other is tried: each would wait as long. */
    private Flux<LogPosition> append(
            List<Suggestion> some,
            String label,
            Instant now,
            List<UUID> failed,
            Actor actor,
            @Nullable String requestId) {
        if (!failed.isEmpty()) {
            failed.addAll(ids(some));
            return Flux.empty();
        }
        String by = actor.equals(Actor.ANONYMOUS) ? null : actor.id();
        List<LogEntry> entries = some.stream()
                .map(suggestion -> new LogEntry(
                        suggestion.key(), new LabelsPromoted(suggestion.memory(), List.of(label), now, by), actor))
                .toList();
        return subjectLog
                .appendAll(entries, requestId)
                .flatMapIterable(SubjectLog.Appended::positions)
                .onErrorResume(ApiException.class, failure -> {
                    failed.addAll(ids(some));
                    return Flux.empty();
                });
    }

    private Mono<ResponseEntity<Object>> answer(
            String label, List<Suggestion> found, List<LogPosition> positions, List<UUID> failed) {
        if (positions.isEmpty() && !failed.isEmpty()) {
            return Mono.error(ApiException.unavailable(
                    "kafka", "Kafka does not take records at the moment; nothing is promoted for sure."));
        }
        var body = new BulkPromotedBody(
                label,
                found.size(),
                positions.size(),
                false,
                ids(found.subList(0, Math.min(SAMPLE, found.size()))),
                failed);
        return positions.isEmpty()
                ? Mono.just(WriteAnswer.of(200, true, body))
                : subjectLog
                        .committed(positions, WAIT)
                        .map(persisted -> WriteAnswer.of(persisted ? 200 : 202, persisted, body));
    }

    private static List<UUID> ids(List<Suggestion> suggestions) {
        return suggestions.stream().map(Suggestion::memory).toList();
    }
}

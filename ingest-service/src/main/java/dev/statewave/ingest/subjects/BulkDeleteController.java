package dev.statewave.ingest.subjects;

import dev.statewave.contract.audit.Actor;
import dev.statewave.contract.rest.ApiException;
import dev.statewave.contract.rest.FieldReader;
import dev.statewave.contract.rest.Headers;
import dev.statewave.contract.subjectlog.LogPosition;
import dev.statewave.contract.subjectlog.SubjectKey;
import dev.statewave.ingest.subjectlog.SubjectLog;
import dev.statewave.ingest.subjects.SubjectMatches.Filter;
import dev.statewave.ingest.subjects.SubjectMatches.PreviewBody;
import dev.statewave.ingest.web.WriteAnswer;
import dev.statewave.platform.web.RequestBodies;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * {@code POST /admin/subjects/preview-delete} and {@code /admin/subjects/bulk-delete}: many subjects at once, one
 * record each.
 */
@RestController
class BulkDeleteController {

    /** Subjects of one request; each is a record that waits for its turn. */
    private static final int MOST = 10_000;
    /** Records of one Kafka transaction. */
    private static final int AT_ONCE = 500;
    /** Shorter than the gateway waits for an ordinary request. */
    private static final Duration WAIT = Duration.ofSeconds(15);

    private final SubjectMatches matches;
    private final SubjectDeletions deletions;
    private final SubjectLog subjectLog;

    BulkDeleteController(SubjectMatches matches, SubjectDeletions deletions, SubjectLog subjectLog) {
        this.matches = matches;
        this.deletions = deletions;
        this.subjectLog = subjectLog;
    }

    /** @param failed the ids of subjects whose deletion Kafka did not take */
    record BulkDeletedBody(long deletedSubjects, long deletedEpisodes, long deletedMemories, List<String> failed) {}

    private record Request(Filter filter, int expected) {}

    @PostMapping("/admin/subjects/preview-delete")
    Mono<PreviewBody> preview(@RequestBody(required = false) byte @Nullable [] body) {
        return RequestBodies.read(body, Filter::read).flatMap(matches::preview);
    }

    @PostMapping("/admin/subjects/bulk-delete")
    Mono<ResponseEntity<Object>> delete(
            @RequestBody(required = false) byte @Nullable [] body,
            @RequestHeader(name = Headers.ACTOR, required = false) @Nullable String actor,
            @RequestHeader(name = Headers.REQUEST_ID, required = false) @Nullable String requestId) {
        return RequestBodies.read(body, BulkDeleteController::request)
                .flatMap(request -> matches.find(request.filter(), MOST + 1)
                        .flatMap(found -> delete(found, request.expected(), Actor.parse(actor), requestId)));
    }

    private static Request request(FieldReader fields) {
        boolean confirmed = fields.bool("confirm", false);
        int expected = fields.requiredInteger("expected_count", 0, Integer.MAX_VALUE);
        fields.check();
        if (!confirmed) {
            throw ApiException.of(400, "bad_request", "Set confirm to true: what is deleted does not come back.");
        }
        return new Request(Filter.read(fields), expected);
    }

    private Mono<ResponseEntity<Object>> delete(
            List<SubjectKey> found, int expected, Actor actor, @Nullable String requestId) {
        if (found.size() > MOST) {
            return Mono.error(ApiException.of(
                    422,
                    "too_many_subjects",
                    "The filter fits more than %d subjects: narrow it and delete in several requests."
                            .formatted(MOST)));
        }
        if (found.size() != expected) {
            return Mono.error(ApiException.of(
                    409,
                    "conflict",
                    "The filter fits %d subjects and expected_count is %d: look at the preview again."
                            .formatted(found.size(), expected)));
        }
        var failed = new ArrayList<String>();
        return Flux.fromIterable(found)
                .buffer(AT_ONCE)
                .concatMap(some -> append(some, failed, actor, requestId))
                .collectList()
                .flatMap(positions -> answer(positions, failed));
    }

    /** After the first part that Kafka does not take no other is tried: each would wait as long. */
    private Flux<LogPosition> append(
            List<SubjectKey> some, List<String> failed, Actor actor, @Nullable String requestId) {
        if (!failed.isEmpty()) {
            some.forEach(key -> failed.add(key.subject()));
            return Flux.empty();
        }
        var entries = some.stream().map(key -> deletions.entry(key, actor)).toList();
        return subjectLog
                .appendAll(entries, requestId)
                .flatMapIterable(SubjectLog.Appended::positions)
                .onErrorResume(ApiException.class, failure -> {
                    some.forEach(key -> failed.add(key.subject()));
                    return Flux.empty();
                });
    }

    private Mono<ResponseEntity<Object>> answer(List<LogPosition> positions, List<String> failed) {
        if (positions.isEmpty() && !failed.isEmpty()) {
            return Mono.error(ApiException.unavailable(
                    "kafka", "Kafka does not take records at the moment; nothing is deleted for sure."));
        }
        return subjectLog.committed(positions, WAIT).flatMap(persisted -> {
            Mono<SubjectDeletions.Counts> counts =
                    persisted ? deletions.counts(positions) : Mono.just(SubjectDeletions.Counts.UNKNOWN);
            return counts.map(erased -> WriteAnswer.of(
                    persisted ? 200 : 202,
                    persisted,
                    new BulkDeletedBody(positions.size(), erased.episodes(), erased.memories(), failed)));
        });
    }
}

package dev.statewave.ingest.consumers;

import dev.statewave.contract.audit.Actor;
import dev.statewave.contract.json.Json;
import dev.statewave.contract.rest.FieldReader;
import dev.statewave.contract.rest.Headers;
import dev.statewave.ingest.pauses.TenantPauseRepository;
import dev.statewave.ingest.pauses.TenantPauseRepository.Pause;
import dev.statewave.ingest.web.BlockingCalls;
import dev.statewave.platform.web.RequestBodies;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** {@code /admin/consumer-groups} and {@code /admin/topics}. */
@RestController
class ConsumerController {

    private static final Set<String> RESET_FIELDS = Set.of("to", "dry_run");
    private static final String EARLIEST = "earliest";
    private static final Duration PAUSES_LIMIT = Duration.ofSeconds(3);

    private final GroupReport groups;
    private final TopicReport topics;
    private final GroupReset reset;
    private final TenantPauseRepository pauses;
    private final BlockingCalls calls;

    ConsumerController(
            GroupReport groups,
            TopicReport topics,
            GroupReset reset,
            TenantPauseRepository pauses,
            BlockingCalls calls) {
        this.groups = groups;
        this.topics = topics;
        this.reset = reset;
        this.pauses = pauses;
        this.calls = calls;
    }

    record GroupsBody(List<GroupReport.Group> groups) {}

    record TopicsBody(List<TopicReport.Topic> topics) {}

    /** @param to null for the earliest record */
    private record Wanted(@Nullable Instant to, boolean dryRun) {}

    @GetMapping("/admin/consumer-groups")
    Mono<GroupsBody> groups() {
        // Without the database the groups are told all the same.
        Mono<List<Pause>> paused = pauses.all().timeout(PAUSES_LIMIT).onErrorReturn(List.of());
        return Mono.zip(calls.run(groups::groups), paused)
                .map(found -> new GroupsBody(found.getT1().stream()
                        .map(group -> group.with(found.getT2()))
                        .toList()));
    }

    @GetMapping("/admin/topics")
    Mono<TopicsBody> topics() {
        return calls.run(topics::topics).map(TopicsBody::new);
    }

    @PostMapping("/admin/consumer-groups/{group}/reset")
    Mono<GroupReset.ResetBody> reset(
            @PathVariable String group,
            @RequestBody(required = false) byte @Nullable [] body,
            @RequestHeader(name = Headers.ACTOR, required = false) @Nullable String actor,
            @RequestHeader(name = Headers.REQUEST_ID, required = false) @Nullable String requestId) {
        FieldReader path = FieldReader.path(Json.object().put("group", group));
        String id = path.requiredId("group");
        path.check();
        return RequestBodies.read(body, ConsumerController::wanted)
                .flatMap(wanted ->
                        calls.run(() -> reset.reset(id, wanted.to(), wanted.dryRun(), Actor.parse(actor), requestId)));
    }

    private static Wanted wanted(FieldReader fields) {
        fields.onlyKnown(RESET_FIELDS);
        boolean earliest = EARLIEST.equals(fields.requiredText("to", 1, 64));
        return new Wanted(earliest ? null : fields.time("to"), fields.bool("dry_run", false));
    }
}

package dev.statewave.ingest.snapshots;

import dev.statewave.contract.json.WireTime;
import dev.statewave.contract.rest.ApiException;
import dev.statewave.contract.rest.FieldReader;
import dev.statewave.contract.rest.Headers;
import dev.statewave.contract.subjectlog.SubjectRecord.SubjectDeleted;
import dev.statewave.ingest.subjectlog.SubjectLog;
import dev.statewave.ingest.web.WriteAnswer;
import dev.statewave.platform.portability.PortabilitySettings;
import dev.statewave.platform.subjectlog.LogEntry;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** {@code POST /admin/cleanup}: erases subjects of a prefix in which nothing has happened for a while. */
@RestController
class CleanupController {

    private static final Duration LONGEST_WAIT = Duration.ofSeconds(20);

    private final PortabilitySettings settings;
    private final SnapshotRepository subjects;
    private final SubjectLog subjectLog;
    private final Clock clock;

    CleanupController(PortabilitySettings settings, SnapshotRepository subjects, SubjectLog subjectLog, Clock clock) {
        this.settings = settings;
        this.subjects = subjects;
        this.subjectLog = subjectLog;
        this.clock = clock;
    }

    /** How many subjects were erased. */
    record CleanedBody(int subjectsCleaned) {}

    @PostMapping("/admin/cleanup")
    Mono<ResponseEntity<Object>> cleanUp(
            @RequestParam Map<String, String> parameters,
            @RequestHeader(name = Headers.REQUEST_ID, required = false) @Nullable String requestId) {
        settings.requireSnapshots();
        FieldReader fields = FieldReader.query(parameters);
        String prefix = fields.has("prefix") ? fields.requiredId("prefix") : "live_";
        int hours = fields.integer("max_age_hours", 0, 87_600, 24);
        fields.check();
        if (SnapshotName.PREFIX.startsWith(prefix) || prefix.startsWith(SnapshotName.PREFIX)) {
            return Mono.error(ApiException.of(400, "bad_request", "The prefix may not be one of snapshots."));
        }
        var deletion = new SubjectDeleted(WireTime.micros(clock.instant()));
        return subjects.idle(prefix, hours)
                .map(key -> new LogEntry(key, deletion))
                .collectList()
                .flatMap(entries -> entries.isEmpty()
                        ? Mono.just(WriteAnswer.of(200, true, new CleanedBody(0)))
                        : subjectLog
                                .appendAllAndAwait(entries, requestId, LONGEST_WAIT)
                                .map(appended -> WriteAnswer.of(
                                        appended.persisted() ? 200 : 202,
                                        appended.persisted(),
                                        new CleanedBody(entries.size()))));
    }
}

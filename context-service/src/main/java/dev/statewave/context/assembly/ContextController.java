package dev.statewave.context.assembly;

import dev.statewave.context.ContextSettings;
import dev.statewave.context.ranking.StatewaveRanking;
import dev.statewave.context.web.WorkThreads;
import dev.statewave.schemas.rest.FieldReader;
import dev.statewave.schemas.rest.Headers;
import java.time.Clock;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** {@code POST /v1/context}: what an agent should know for its task, within its budget. */
@RestController
class ContextController {

    private final CandidateFinder finder;
    private final ContextAssembly assembly;
    private final ContextSettings settings;
    private final Clock clock;
    private final WorkThreads threads;

    ContextController(CandidateFinder finder, Tokens tokens, ContextSettings settings, WorkThreads threads, Clock clock) {
        this.finder = finder;
        this.assembly = new ContextAssembly(tokens);
        this.settings = settings;
        this.threads = threads;
        this.clock = clock;
    }

    @PostMapping("/v1/context")
    Mono<ContextBody> context(@RequestBody(required = false) byte[] body, @RequestHeader(name = Headers.TENANT, required = false) String tenant) {
        FieldReader fields = FieldReader.body(body);
        String subject = fields.requiredId("subject_id");
        String task = fields.requiredText("task", 1, 4_000);
        int budget = fields.integer("max_tokens", 1, 128_000, settings.defaultMaxContextTokens());
        String given = fields.optionalText("session_id", 256);
        // An empty one names no session.
        String session = given == null || given.isEmpty() ? null : given;
        CallerFields.read(fields);
        fields.check();
        return finder.find(subject, tenant, task).publishOn(threads.scheduler())
                .map(candidates -> assembly.assemble(subject, task, session, budget,
                        StatewaveRanking.rank(candidates, task, session, clock.instant())));
    }
}

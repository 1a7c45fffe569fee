package dev.statewave.context.assembly;

import dev.statewave.context.ContextSettings;
import dev.statewave.context.ranking.StatewaveRanking;
import dev.statewave.schemas.rest.FieldReader;
import dev.statewave.schemas.rest.Headers;
import java.time.Clock;
import java.util.List;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** {@code POST /v1/context}: what an agent should know for its task, within its budget. */
@RestController
class ContextController implements DisposableBean {

    private static final int QUEUED = 2_000;

    private final CandidateFinder finder;
    private final ContextAssembly assembly;
    private final ContextSettings settings;
    private final Clock clock;
    /** Ranking and counting tokens is work for a processor and not for an event loop. */
    private final Scheduler threads = Schedulers.newBoundedElastic(Runtime.getRuntime().availableProcessors(), QUEUED, "assemble");

    ContextController(CandidateFinder finder, ContextSettings settings, Clock clock) {
        this.finder = finder;
        this.assembly = new ContextAssembly(new Tokens(settings.tiktokenModel()));
        this.settings = settings;
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
        fields.bool("emit_receipt", false);
        List.of("query_id", "task_id", "parent_receipt_id", "caller_id", "caller_type").forEach(name -> fields.optionalText(name, 256));
        fields.check();
        return finder.find(subject, tenant, task).publishOn(threads)
                .map(candidates -> assembly.assemble(subject, task, session, budget,
                        StatewaveRanking.rank(candidates, task, session, clock.instant())));
    }

    @Override
    public void destroy() {
        threads.dispose();
    }
}

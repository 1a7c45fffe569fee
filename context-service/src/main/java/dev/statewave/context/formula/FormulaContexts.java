package dev.statewave.context.formula;

import dev.statewave.context.assembly.ContextBody;
import dev.statewave.context.assembly.ContextRequest;
import dev.statewave.context.assembly.Contexts;
import dev.statewave.context.assembly.Tokens;
import dev.statewave.context.web.WorkThreads;
import java.time.Clock;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * Contexts by the additive formula of the v1 contract, to the letter; for installations that compare or that built upon
 * its order.
 */
@Component
@ConditionalOnProperty(name = "statewave.ranking", havingValue = "statewave")
class FormulaContexts implements Contexts {

    private final CandidateFinder finder;
    private final ContextAssembly assembly;
    private final WorkThreads threads;
    private final Clock clock;

    FormulaContexts(CandidateFinder finder, Tokens tokens, WorkThreads threads, Clock clock) {
        this.finder = finder;
        this.assembly = new ContextAssembly(tokens);
        this.threads = threads;
        this.clock = clock;
    }

    @Override
    public Mono<ContextBody> of(ContextRequest request) {
        return finder.find(request.subject(), request.tenant(), request.task())
                .publishOn(threads.scheduler())
                .map(candidates -> assembly.assemble(
                        request,
                        StatewaveRanking.rank(candidates, request.task(), request.session(), clock.instant())));
    }
}

package dev.statewave.context.ranking.v1;

import dev.statewave.context.bundle.ContextAssembler;
import dev.statewave.context.bundle.ContextBody;
import dev.statewave.context.bundle.ContextRequest;
import dev.statewave.context.text.TokenCounter;
import dev.statewave.context.web.WorkThreads;
import dev.statewave.contract.rest.ApiException;
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
class FormulaContextAssembler implements ContextAssembler {

    private final CandidateFinder finder;
    private final FormulaPacking assembly;
    private final WorkThreads threads;
    private final Clock clock;

    FormulaContextAssembler(CandidateFinder finder, TokenCounter tokens, WorkThreads threads, Clock clock) {
        this.finder = finder;
        this.assembly = new FormulaPacking(tokens);
        this.threads = threads;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "statewave-1";
    }

    @Override
    public Mono<ContextBody> of(ContextRequest request) {
        if (request.asOf() != null) {
            return Mono.error(() -> ApiException.of(
                    422, "as_of_unsupported", "Contexts of the past are made by STATEWAVE_RANKING=hybrid alone."));
        }
        return finder.find(request.subject(), request.tenant(), request.view(), request.task())
                .publishOn(threads.scheduler())
                .map(found -> assembly.assemble(
                                request,
                                FormulaRanking.rank(
                                        found.candidates(), request.task(), request.session(), clock.instant()))
                        .comparedBy(found.model()));
    }
}

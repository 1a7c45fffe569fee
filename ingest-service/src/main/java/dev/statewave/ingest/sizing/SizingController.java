package dev.statewave.ingest.sizing;

import dev.statewave.contract.rest.FieldReader;
import dev.statewave.contract.sizing.Advice;
import dev.statewave.contract.sizing.Calculator;
import dev.statewave.contract.sizing.MachineSize;
import dev.statewave.contract.sizing.SizingAnswer;
import dev.statewave.contract.sizing.SizingRequest;
import dev.statewave.platform.web.RequestBodies;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** {@code POST /admin/sizing/estimate} and {@code GET /admin/sizing/advice}. */
@RestController
class SizingController {

    private static final double MOST_CONTEXTS = 1e6;

    private final Calculator calculator = Calculator.builtIn();
    private final LiveStateReader live;
    private final HostMachine host;

    SizingController(LiveStateReader live, HostMachine host) {
        this.live = live;
        this.host = host;
    }

    @PostMapping("/admin/sizing/estimate")
    Mono<SizingAnswer> estimate(@RequestBody(required = false) byte @Nullable [] body) {
        return RequestBodies.read(body, SizingRequest::read).map(request -> request.answer(calculator));
    }

    @GetMapping("/admin/sizing/advice")
    Mono<Advice> advise(@RequestParam Map<String, String> parameters) {
        FieldReader query = FieldReader.query(parameters);
        double contexts = query.number("contexts_per_second", 0, MOST_CONTEXTS, 0);
        MachineSize given = MachineSize.read(query);
        query.check();
        return live.read(contexts)
                .map(state -> Advice.of(state, host.size(query, given, state.connectionLimit()), calculator));
    }
}

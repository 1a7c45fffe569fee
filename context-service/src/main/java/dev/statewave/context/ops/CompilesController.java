package dev.statewave.context.ops;

import java.util.List;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** {@code GET /ops/compiles}: what waits to be compiled. */
@RestController
class CompilesController {

    private final UncompiledRepository uncompiled;

    CompilesController(UncompiledRepository uncompiled) {
        this.uncompiled = uncompiled;
    }

    /** @param waiting at this moment, by tenant */
    record CompilesBody(List<UncompiledRepository.Waiting> waiting) {}

    @GetMapping("/ops/compiles")
    Mono<CompilesBody> compiles() {
        return uncompiled.waiting().map(CompilesBody::new);
    }
}

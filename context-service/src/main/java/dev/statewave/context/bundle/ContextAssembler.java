package dev.statewave.context.bundle;

import reactor.core.publisher.Mono;

/**
 * A way to choose what an agent should know for its task. The same data and request give the same answer, byte for
 * byte.
 */
public interface ContextAssembler {

    /** Names the way, and its version: another one may give the same data and request another answer. */
    String name();

    /** For a subject that nothing is known of, a context with the task alone. */
    Mono<ContextBody> of(ContextRequest request);
}

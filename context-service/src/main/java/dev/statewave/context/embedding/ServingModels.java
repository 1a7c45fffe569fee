package dev.statewave.context.embedding;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** Which model's vectors a subject is found by. */
public interface ServingModels {

    /**
     * @param tenant null or empty for any
     * @param configured the model of the settings, which it is unless the database says otherwise
     */
    Mono<String> of(String subject, @Nullable String tenant, String configured);

    /**
     * Whether there are vectors of several models, so that the answer for a subject may be another one the next moment.
     */
    default boolean changing() {
        return false;
    }
}

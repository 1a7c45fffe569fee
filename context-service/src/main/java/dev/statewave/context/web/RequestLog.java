package dev.statewave.context.web;

import dev.statewave.contract.rest.Headers;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.MDC;
import reactor.core.publisher.Mono;

/**
 * Log lines about a request, with its id. Threads change within a request, so the id travels in the context of the
 * reactor.
 */
public final class RequestLog {

    private RequestLog() {}

    /**
     * For {@code onErrorResume}: says what is done without, and answers nothing.
     *
     * @param sentence with one {@code {}} for the failure
     */
    public static <T> Function<Throwable, Mono<T>> logAndContinue(Logger log, String sentence) {
        return failure -> Mono.deferContextual(context -> {
            try (var id = MDC.putCloseable("request_id", context.getOrDefault(Headers.REQUEST_ID, ""))) {
                log.warn(sentence, failure.toString());
            }
            return Mono.empty();
        });
    }
}

package dev.statewave.context.web;

import dev.statewave.contract.rest.Headers;
import dev.statewave.platform.logging.LogContext;
import dev.statewave.platform.tracing.TraceSpan;
import java.util.function.Function;
import org.slf4j.Logger;
import reactor.core.publisher.Mono;

/**
 * Log lines about a request, with its id and its tenant. Threads change within a request, so both travel in the context
 * of the reactor.
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
            try (var about = LogContext.of(
                    context.getOrDefault(Headers.REQUEST_ID, ""),
                    context.getOrDefault(Headers.TENANT, ""),
                    TraceSpan.of(context).traceId())) {
                log.warn(sentence, failure.toString());
            }
            return Mono.empty();
        });
    }
}

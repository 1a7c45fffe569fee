package dev.statewave.platform.web;

import dev.statewave.contract.rest.FieldReader;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * Reads JSON bodies. A small one is read where it arrives; a large one would hold up all other requests of an event
 * loop, so it is read on a thread of its own, of which there are as many as processors.
 */
public final class RequestBodies {

    /** Bytes that take less than a millisecond to read. */
    private static final int SMALL = 64 * 1024;

    private static final int QUEUED = 1_000;
    private static final Scheduler READERS =
            Schedulers.newBoundedElastic(Runtime.getRuntime().availableProcessors(), QUEUED, "request-body", 60, true);

    private RequestBodies() {}

    /**
     * @param body null or empty where the request has none
     * @param read takes the fields and checks them; runs on an event loop where the body is small
     */
    public static <T> Mono<T> read(byte @Nullable [] body, Function<FieldReader, T> read) {
        Mono<T> reading = Mono.fromCallable(() -> {
            FieldReader fields = FieldReader.body(body);
            T value = read.apply(fields);
            fields.check();
            return value;
        });
        return body == null || body.length <= SMALL ? reading : reading.subscribeOn(READERS);
    }
}

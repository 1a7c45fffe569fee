package dev.statewave.context.events;

import dev.statewave.contract.rest.ApiException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** Reads events from a place on: at once, as soon as there are some, or for ever. */
@Component
class EventReader {

    /** How soon a waiting reader looks into memory again. */
    private static final Duration LOOK = Duration.ofMillis(100);

    private static final Duration START = Duration.ofSeconds(5);

    private final EventTail tail;
    private final EventHistory history;
    private final int most;
    private final AtomicInteger readers = new AtomicInteger();
    private final Scheduler blocking = Schedulers.newBoundedElastic(4, 1_000, "event-history", 60, true);

    EventReader(EventTail tail, EventHistory history, EventStreamSettings settings) {
        this.tail = tail;
        this.history = history;
        this.most = settings.eventReaders();
    }

    /**
     * A page with something in it, or an empty one once the wait is over.
     *
     * @param from null for now
     */
    Mono<EventPage> page(@Nullable EventCursor from, EventFilter filter, int limit, Duration wait) {
        return counted(() -> place(from).flatMap(place -> {
                    long deadline = System.nanoTime() + wait.toNanos();
                    return look(place, filter, limit)
                            .expand(page -> isEnough(page, deadline) ? Mono.empty() : next(page, filter, limit))
                            .takeUntil(page -> isEnough(page, deadline))
                            .last();
                }))
                .next();
    }

    private static boolean isEnough(EventPage page, long deadline) {
        return !page.events().isEmpty() || System.nanoTime() >= deadline;
    }

    /** All events from a place on, without an end. */
    Flux<EventPage.Found> stream(@Nullable EventCursor from, EventFilter filter, int limit) {
        return counted(() -> place(from)
                .flatMapMany(place -> look(place, filter, limit).expand(page -> next(page, filter, limit)))
                .concatMapIterable(EventPage::events));
    }

    private Mono<EventPage> next(EventPage page, EventFilter filter, int limit) {
        return page.more()
                ? look(page.next(), filter, limit)
                : Mono.delay(LOOK).then(Mono.defer(() -> look(page.next(), filter, limit)));
    }

    private <T> Flux<T> counted(Supplier<Publisher<T>> read) {
        return Flux.defer(() -> {
            if (readers.incrementAndGet() > most) {
                readers.decrementAndGet();
                return Flux.error(
                        ApiException.busy(
                                "As many clients read events as may, which STATEWAVE_EVENT_READERS says. Try again in a moment."));
            }
            return Flux.from(read.get()).doFinally(end -> readers.decrementAndGet());
        });
    }

    private Mono<EventCursor> place(@Nullable EventCursor from) {
        Mono<Boolean> following = tail.isPositioned()
                ? Mono.just(true)
                : Mono.fromCallable(() -> tail.await(START)).subscribeOn(blocking);
        return following.flatMap(follows -> follows
                ? Mono.just(from == null ? tail.buffer().end() : from)
                : Mono.error(ApiException.unavailable("kafka", "Kafka does not answer, where events are read from.")));
    }

    private Mono<EventPage> look(EventCursor from, EventFilter filter, int limit) {
        return Mono.defer(() -> {
            Map<Integer, Long> missing = tail.buffer().missing(from);
            return missing.isEmpty()
                    ? Mono.just(tail.buffer().page(from, filter, limit))
                    : Mono.fromCallable(() -> history.page(from, missing, filter, limit))
                            .subscribeOn(blocking);
        });
    }
}

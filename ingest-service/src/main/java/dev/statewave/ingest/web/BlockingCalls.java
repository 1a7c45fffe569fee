package dev.statewave.ingest.web;

import dev.statewave.contract.rest.ApiException;
import java.util.concurrent.Callable;
import java.util.concurrent.RejectedExecutionException;
import org.apache.kafka.common.KafkaException;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** Threads for what operators ask of Kafka, whose clients block. Few calls at once, and a bounded queue of others. */
@Component
public class BlockingCalls implements DisposableBean {

    private static final int THREADS = 4;
    private static final int QUEUED = 32;

    private final Scheduler scheduler = Schedulers.newBoundedElastic(THREADS, QUEUED, "operations");

    /** Fails with 503 where too many calls wait already, or where Kafka does not answer. */
    public <T> Mono<T> run(Callable<T> call) {
        return Mono.fromCallable(call)
                .subscribeOn(scheduler)
                .onErrorMap(
                        RejectedExecutionException.class,
                        e -> ApiException.busy("Too many calls of operators wait already: try again in a second."))
                .onErrorMap(
                        KafkaException.class,
                        e -> ApiException.unavailable("kafka", "Kafka does not answer: " + e.getMessage()));
    }

    @Override
    public void destroy() {
        scheduler.dispose();
    }
}

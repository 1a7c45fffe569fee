package dev.statewave.context.web;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * Threads for what is work for a processor, such as ranking and counting tokens, and not for an event loop. Their queue
 * is bounded.
 */
@Component
public class WorkThreads implements DisposableBean {

    private static final int QUEUED = 2_000;

    private final Scheduler scheduler =
            Schedulers.newBoundedElastic(Runtime.getRuntime().availableProcessors(), QUEUED, "work");

    public Scheduler scheduler() {
        return scheduler;
    }

    @Override
    public void destroy() {
        scheduler.dispose();
    }
}

package dev.statewave.platform.web;

import org.springframework.http.client.ReactorResourceFactory;

/**
 * The event loops of a process. They end with it and not with an application: on one machine several applications share
 * a process, and whichever stops first would take the loops from the others.
 */
public final class SharedEventLoops extends ReactorResourceFactory {

    @Override
    public void stop() {
        // Daemon threads, of which there is one set a process.
    }

    @Override
    public void destroy() {
        // As above.
    }
}

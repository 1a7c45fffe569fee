package dev.statewave.local;

import dev.statewave.local.system.LocalSettings;
import dev.statewave.local.system.LocalSystem;
import dev.statewave.local.system.StartupLog;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Starts the whole system and stays until it is told to stop. */
@Command(name = "up", description = "Start Kafka, PostgreSQL and the five deployables; Ctrl-C stops them.")
final class UpCommand implements Callable<Integer> {

    @Override
    public Integer call() throws InterruptedException {
        var log = new StartupLog(System.out);
        var system = new LocalSystem(LocalSettings.from(System.getenv()), log);
        // One hook for all: the parts have to stop in order, and hooks run in no order.
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().name("stop").unstarted(() -> {
            log.say("stopping");
            system.close();
            log.say("stopped");
        }));
        try {
            String url = system.start();
            System.out.printf("ready  %s  (%.1f s)%n", url, log.seconds());
            system.awaitEnd();
        } catch (RuntimeException e) {
            // After Ctrl-C the start fails because the parts are stopped; that is no error.
            if (!system.closed()) {
                throw e;
            }
        }
        return 0;
    }
}

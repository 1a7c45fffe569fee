package dev.statewave.compose.local;

import java.util.Map;
import java.util.concurrent.CountDownLatch;

/** The command {@code up}: starts the whole and stays until it is told to stop. */
public final class LocalUp {

    private LocalUp() {}

    public static void run(Map<String, String> environment) {
        var progress = new Progress(System.out);
        LocalSystem system;
        try {
            system = new LocalSystem(LocalSettings.from(environment), progress);
        } catch (Preflight.Refused e) {
            fail(Sentence.of(e));
            return;
        }
        var stopped = new CountDownLatch(1);
        // The only hook: the parts have to go in order, and hooks run in none.
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().name("stop").unstarted(() -> {
            progress.say("stopping");
            system.close();
            progress.say("stopped");
            stopped.countDown();
        }));
        try {
            String url = system.start();
            System.out.printf("ready  %s  (%.1f s)%n", url, progress.seconds());
            stopped.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            if (!system.closed()) {
                fail(Sentence.of(e));
            }
        }
    }

    /** The command {@code preflight}: whether {@link #run} could begin, before anything that takes long. */
    public static void check(Map<String, String> environment) {
        try {
            Preflight.memory();
            Preflight.ports(LocalSettings.from(environment).ownPorts());
        } catch (Preflight.Refused e) {
            fail(Sentence.of(e));
        }
    }

    private static void fail(String sentence) {
        System.err.println(sentence);
        System.exit(1);
    }
}

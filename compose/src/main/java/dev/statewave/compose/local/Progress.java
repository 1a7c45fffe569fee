package dev.statewave.compose.local;

import java.io.PrintStream;

/** Tells a person what is happening, a line a step with how long it took. */
final class Progress {

    private final PrintStream out;
    private final long begin = System.nanoTime();

    Progress(PrintStream out) {
        this.out = out;
    }

    void step(String what, Runnable step) {
        long start = System.nanoTime();
        step.run();
        say("%-34s %5.1f s".formatted(what, seconds(start)));
    }

    void say(String line) {
        out.println("  " + line);
    }

    /** Since this was made. */
    double seconds() {
        return seconds(begin);
    }

    private static double seconds(long since) {
        return (System.nanoTime() - since) / 1e9;
    }
}

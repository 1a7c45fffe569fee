package dev.statewave.local.system;

import java.io.PrintStream;

/** Prints each step of the start, one line a step with its duration. */
public final class StartupLog {

    private final PrintStream out;
    private final long begin = System.nanoTime();

    public StartupLog(PrintStream out) {
        this.out = out;
    }

    void step(String what, Runnable step) {
        long start = System.nanoTime();
        step.run();
        say("%-34s %5.1f s".formatted(what, seconds(start)));
    }

    public void say(String line) {
        out.println("  " + line);
    }

    /** Since this log was created. */
    public double seconds() {
        return seconds(begin);
    }

    private static double seconds(long since) {
        return (System.nanoTime() - since) / 1e9;
    }
}

package dev.statewave.harness.guarantees;

/** Sleeps, and leaves an interrupt to the caller. */
final class Pause {

    private Pause() {}

    static void millis(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

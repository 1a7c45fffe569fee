package dev.statewave.local.preflight;

/** A reason not to start. The message is one sentence that says what to mend. */
public final class StartRefusedException extends RuntimeException {

    public StartRefusedException(String sentence) {
        super(sentence, null, false, false);
    }
}

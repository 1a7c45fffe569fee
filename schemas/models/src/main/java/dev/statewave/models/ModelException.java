package dev.statewave.models;

import dev.statewave.contract.failure.Disposition;
import dev.statewave.contract.failure.RecordFailure;
import java.time.Duration;
import java.util.Locale;

/**
 * A model that did not answer. Its message is ours: what a provider says stays in the log, because it may repeat what
 * it was sent.
 */
public final class ModelException extends RuntimeException implements RecordFailure {

    private final Kind kind;
    private final transient Duration retryAfter;

    /** What stood in the way. */
    public enum Kind {
        /** There is no key. */
        NOT_CONFIGURED,
        /** This process has as many calls under way as it may. */
        OVERLOADED,
        /** The provider failed so often that it is left alone for a while. */
        UNAVAILABLE,
        /** No whole answer in time. */
        TIMEOUT,
        /** The network or the provider failed, or the answer could not be read. */
        FAILED,
        /** The provider refuses us and not the call: the key, the model or the address is wrong. */
        MISCONFIGURED,
        /** The provider understood the call and refuses it; the same call will be refused again. */
        REFUSED;

        /** As it stands in metadata, metrics and tables. */
        public String code() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public ModelException(Kind kind, String message) {
        this(kind, message, null, null);
    }

    /** @param retryAfter when the provider wants to be asked again; null where it did not say */
    ModelException(Kind kind, String message, Duration retryAfter, Throwable cause) {
        super(message, cause, false, false);
        this.kind = kind;
        this.retryAfter = retryAfter;
    }

    public Kind kind() {
        return kind;
    }

    /** Whether the same call may succeed later, be it after someone has mended a setting. */
    public boolean passing() {
        return kind != Kind.REFUSED;
    }

    @Override
    public Disposition disposition() {
        return passing() ? Disposition.RETRY : Disposition.RETRY_THEN_DEAD_LETTER;
    }

    @Override
    public String code() {
        return "model_" + kind.code();
    }

    Duration retryAfter() {
        return retryAfter;
    }
}

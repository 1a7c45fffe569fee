package dev.statewave.models;

import dev.statewave.contract.failure.Disposition;
import dev.statewave.contract.failure.RecordFailure;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A call of a model failed. The message never holds the provider's own text, which may repeat what it was sent; that
 * text is only logged.
 */
public final class ModelException extends RuntimeException implements RecordFailure {

    private final Kind kind;
    private final transient @Nullable Duration retryAfter;
    private final boolean rateLimited;

    /** The reason of the failure. */
    public enum Kind {
        /** There is no key. */
        NOT_CONFIGURED,
        /** This process has as many calls in flight as the limit allows. */
        OVERLOADED,
        /** The provider failed so often that the circuit breaker is open. */
        UNAVAILABLE,
        /** No complete answer in time. */
        TIMEOUT,
        /** The network or the provider failed, or the answer could not be read. */
        FAILED,
        /** The provider refuses every call: the key, the model or the address is wrong. */
        MISCONFIGURED,
        /** The provider refuses this call and will refuse it again. */
        REFUSED;

        /** The code in metadata, metrics and tables. */
        public String code() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public ModelException(Kind kind, String message) {
        this(kind, message, null, null);
    }

    /** @param retryAfter the Retry-After of the provider; null where it sent none */
    ModelException(Kind kind, String message, @Nullable Duration retryAfter, @Nullable Throwable cause) {
        this(kind, message, retryAfter, cause, false);
    }

    private ModelException(
            Kind kind, String message, @Nullable Duration retryAfter, @Nullable Throwable cause, boolean rateLimited) {
        super(message, cause, false, false);
        this.kind = kind;
        this.retryAfter = retryAfter;
        this.rateLimited = rateLimited;
    }

    /** The provider answered with an error. */
    static ModelException answered(int status, Kind kind, @Nullable Duration retryAfter) {
        String message = "The provider answered with status %d.".formatted(status);
        return new ModelException(kind, message, retryAfter, null, status == 429);
    }

    public Kind kind() {
        return kind;
    }

    /** Whether the same call may succeed later, possibly after an operator corrected a setting. */
    public boolean isTransient() {
        return kind != Kind.REFUSED;
    }

    /** The former name of {@link #isTransient}. */
    public boolean passing() {
        return isTransient();
    }

    @Override
    public Disposition disposition() {
        return isTransient() ? Disposition.RETRY : Disposition.RETRY_THEN_DEAD_LETTER;
    }

    @Override
    public String code() {
        return "model_" + kind.code();
    }

    /** Whether the provider said that it was called too often. */
    boolean rateLimited() {
        return rateLimited;
    }

    @Nullable
    Duration retryAfter() {
        return retryAfter;
    }
}

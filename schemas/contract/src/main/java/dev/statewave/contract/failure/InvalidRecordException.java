package dev.statewave.contract.failure;

import org.jspecify.annotations.Nullable;

/** The record is malformed, so that no retry can help. */
public final class InvalidRecordException extends RuntimeException implements RecordFailure {

    private final String code;

    public InvalidRecordException(String code, String message) {
        this(code, message, null);
    }

    public InvalidRecordException(String code, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    @Override
    public Disposition disposition() {
        return Disposition.DEAD_LETTER;
    }

    @Override
    public String code() {
        return code;
    }
}

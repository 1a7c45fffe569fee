package dev.statewave.contract.failure;

/**
 * What stands before the record was not handled, although the group has read past it. The partition is read again from
 * there.
 */
public final class ReadAgainException extends RetryableException {

    private final long offset;

    /** @param offset the first one to be read */
    public ReadAgainException(long offset) {
        super("read again from offset " + offset);
        this.offset = offset;
    }

    public long offset() {
        return offset;
    }
}

package dev.statewave.contract.failure;

/**
 * A newer version wrote the record. To dead-letter it would lose it during a rolling upgrade, so its partition waits.
 */
public final class UnsupportedRecordException extends RuntimeException implements RecordFailure {

    public UnsupportedRecordException(String message) {
        super(message);
    }

    @Override
    public Disposition disposition() {
        return Disposition.STOP;
    }

    @Override
    public String code() {
        return "unsupported_record";
    }
}

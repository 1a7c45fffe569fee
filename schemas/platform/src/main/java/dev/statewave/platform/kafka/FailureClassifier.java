package dev.statewave.platform.kafka;

import dev.statewave.contract.failure.Disposition;
import dev.statewave.contract.failure.RecordFailure;
import dev.statewave.platform.postgres.DatabaseFailure;
import org.apache.kafka.common.errors.RetriableException;
import tools.jackson.core.JacksonException;

/**
 * The one table from a failure to what happens to its record. A {@link RecordFailure} decides for itself; the rest are
 * failures of libraries.
 */
final class FailureClassifier {

    /** The most causes that are followed: an exception may be its own cause. */
    private static final int DEEPEST_CAUSE = 20;

    private FailureClassifier() {}

    /** @param code an error code as in the HTTP error envelope */
    record Verdict(Disposition disposition, String code) {}

    static Verdict of(Throwable failure) {
        int depth = 0;
        for (Throwable cause = failure; cause != null && depth < DEEPEST_CAUSE; cause = cause.getCause(), depth++) {
            switch (cause) {
                case RecordFailure known -> {
                    return new Verdict(known.disposition(), known.code());
                }
                case RetriableException kafka -> {
                    return new Verdict(Disposition.RETRY, "kafka_unavailable");
                }
                case JacksonException malformed -> {
                    return new Verdict(Disposition.DEAD_LETTER, "unreadable");
                }
                default -> {}
            }
        }
        DatabaseFailure database = DatabaseFailure.of(failure);
        if (database == null) {
            return new Verdict(Disposition.RETRY_THEN_DEAD_LETTER, "handler_failed");
        }
        return switch (database) {
            case TRANSIENT -> new Verdict(Disposition.RETRY, "database_unavailable");
            case DATA -> new Verdict(Disposition.RETRY_THEN_DEAD_LETTER, "refused_by_database");
            case STATEMENT -> new Verdict(Disposition.STOP, "wrong_statement");
        };
    }
}

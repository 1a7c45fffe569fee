package dev.statewave.platform.postgres;

import io.r2dbc.spi.R2dbcBadGrammarException;
import io.r2dbc.spi.R2dbcDataIntegrityViolationException;
import io.r2dbc.spi.R2dbcException;
import io.r2dbc.spi.R2dbcPermissionDeniedException;
import java.sql.SQLDataException;
import java.sql.SQLException;
import java.sql.SQLSyntaxErrorException;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.TransientDataAccessException;

/**
 * What a failed statement says about the database, the value or the statement, read from its SQLSTATE (PostgreSQL
 * manual, appendix A), so that JDBC and R2DBC are judged by one table.
 */
public enum DatabaseFailure {
    /** The database is unreachable, restarting, out of resources, or another transaction was in the way: retry. */
    TRANSIENT,
    /** The database refuses this value: no retry can help. */
    DATA,
    /** The statement or the schema is wrong, or the role lacks a permission: an operator has to mend it. */
    STATEMENT;

    /** Null where no database failed. */
    public static @Nullable DatabaseFailure of(@Nullable Throwable failure) {
        int depth = 0;
        for (Throwable cause = failure; cause != null && depth < 20; cause = cause.getCause(), depth++) {
            DatabaseFailure found =
                    switch (cause) {
                        case SQLException jdbc when jdbc.getSQLState() != null -> ofState(jdbc.getSQLState());
                        case R2dbcException r2dbc when r2dbc.getSqlState() != null -> ofState(r2dbc.getSqlState());
                        case SQLSyntaxErrorException wrong -> STATEMENT;
                        case R2dbcBadGrammarException wrong -> STATEMENT;
                        case R2dbcPermissionDeniedException refused -> STATEMENT;
                        case SQLDataException wrong -> DATA;
                        case R2dbcDataIntegrityViolationException wrong -> DATA;
                        // The driver itself: no connection, a time-out, a closed socket.
                        case SQLException driver -> TRANSIENT;
                        case R2dbcException driver -> TRANSIENT;
                        // A pool that is exhausted or a transaction that cannot begin has no SQLSTATE.
                        case DataAccessResourceFailureException noConnection
                        when noConnection.getCause() == null -> TRANSIENT;
                        case TransientDataAccessException late when late.getCause() == null -> TRANSIENT;
                        default -> null;
                    };
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    private static DatabaseFailure ofState(String state) {
        if (state.length() < 2) {
            return TRANSIENT;
        }
        // A transaction on a primary that has become a replica; the next connection finds the new one.
        if (state.equals("25006")) {
            return TRANSIENT;
        }
        return switch (state.substring(0, 2)) {
            // Data and constraints; 54 is a limit such as the largest index row or the deepest JSON.
            case "21", "22", "23", "27", "44", "54" -> DATA;
            case "0A", "42", "3D", "3F", "25", "2F", "39", "P0" -> STATEMENT;
            default -> TRANSIENT;
        };
    }
}

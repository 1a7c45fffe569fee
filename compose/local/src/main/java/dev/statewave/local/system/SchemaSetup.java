package dev.statewave.local.system;

import dev.statewave.local.preflight.StartRefusedException;
import dev.statewave.platform.postgres.DatabaseUrl;
import dev.statewave.platform.postgres.Migrations;
import java.sql.SQLException;
import org.flywaydb.core.api.FlywayException;

/** Brings the schema to this version before the first deployable starts. */
public final class SchemaSetup {

    private SchemaSetup() {}

    /** @throws StartRefusedException with a sentence that names the address and what to mend */
    public static void migrate(String url) {
        DatabaseUrl address = DatabaseUrl.parse(url);
        try {
            new Migrations(address).run();
        } catch (FlywayException e) {
            throw new StartRefusedException(sentence(address, e));
        }
    }

    private static String sentence(DatabaseUrl address, FlywayException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql && sql.getSQLState() != null) {
                String said =
                        String.valueOf(sql.getMessage()).lines().findFirst().orElse("no reason given");
                return switch (sql.getSQLState().substring(0, 2)) {
                    case "08" ->
                        "The database %s does not answer: start it, or mend STATEWAVE_DATABASE_URL.".formatted(address);
                    case "28", "3D" ->
                        "The database %s lets nobody in (%s): mend STATEWAVE_DATABASE_URL.".formatted(address, said);
                    default -> "The database %s cannot be brought to this version: %s.".formatted(address, said);
                };
            }
        }
        return "The database %s cannot be brought to this version: %s".formatted(address, failure.getMessage());
    }
}

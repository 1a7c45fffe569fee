package dev.statewave.platform.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Compares the schema of the database with the one this version was written for. */
public final class SchemaCheck {

    private static final Logger log = LoggerFactory.getLogger(SchemaCheck.class);

    private SchemaCheck() {}

    /**
     * Warns, or refuses to go on. A database that does not answer is no reason for either: whoever needs it waits for
     * it.
     *
     * @param strict refuse
     * @throws IllegalStateException with a sentence that says how to mend it
     */
    public static void run(DataSource dataSource, boolean strict) {
        int found;
        try (Connection connection = dataSource.getConnection();
                var statement = connection.createStatement();
                var row = statement.executeQuery(SchemaRevisions.FOUND)) {
            row.next();
            found = row.getInt(1);
        } catch (SQLException e) {
            log.warn("The schema version cannot be read now: {}", e.getMessage());
            return;
        }
        compare(found, strict);
    }

    /**
     * The same for a version that was read without JDBC.
     *
     * @param found what {@link SchemaRevisions#FOUND} answers; 0 for a database that was never migrated
     * @throws IllegalStateException with a sentence that says how to mend it
     */
    public static void compare(int found, boolean strict) {
        int expected = SchemaRevisions.ofThisVersion().newest();
        if (found != expected) {
            String sentence = ("The database has schema version %d and this version needs %d: "
                            + "run the migrate command of this version.")
                    .formatted(found, expected);
            if (strict) {
                throw new IllegalStateException(sentence);
            }
            log.warn(sentence);
        }
    }
}

package dev.statewave.platform.settings;

import dev.statewave.contract.json.Json;
import dev.statewave.platform.postgres.DatabaseUrl;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * What operators have applied last, and how often they have asked for a restart.
 *
 * @param generation counts what was applied
 * @param values the stored values at that moment, by key
 */
public record AppliedSettings(long generation, Map<String, String> values, long restarts) {

    private static final String SECONDS = "5";

    /** Nothing was applied yet. */
    static final AppliedSettings NONE = new AppliedSettings(0, Map.of(), 0);

    public AppliedSettings {
        values = Map.copyOf(values);
    }

    /** A connection whose calls end within seconds, apart from all pools. */
    public static Connection connect(DatabaseUrl url) throws SQLException {
        var properties = new Properties();
        properties.put("user", url.user());
        properties.put("password", url.password());
        properties.put("connectTimeout", SECONDS);
        properties.put("loginTimeout", SECONDS);
        properties.put("socketTimeout", SECONDS);
        return DriverManager.getConnection(url.jdbc(), properties);
    }

    public static AppliedSettings read(Connection connection) throws SQLException {
        try (var statement = connection.createStatement();
                var row = statement.executeQuery("SELECT generation, settings::text, restarts FROM applied_settings")) {
            return row.next() ? new AppliedSettings(row.getLong(1), values(row.getString(2)), row.getLong(3)) : NONE;
        }
    }

    private static Map<String, String> values(@Nullable String json) {
        var values = new HashMap<String, String>();
        if (json != null) {
            Json.tree(json)
                    .properties()
                    .forEach(
                            value -> values.put(value.getKey(), value.getValue().asString()));
        }
        return values;
    }
}

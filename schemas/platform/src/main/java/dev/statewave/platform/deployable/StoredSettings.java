package dev.statewave.platform.deployable;

import dev.statewave.contract.settings.Setting;
import dev.statewave.platform.postgres.DatabaseUrl;
import dev.statewave.platform.settings.AppliedSettings;
import dev.statewave.platform.settings.LiveSettingsConfiguration;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.NullMarked;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/**
 * Puts the settings that operators have stored before those of the environment. They are read at the start; what is
 * applied later comes by way of {@code LiveSettings}. Where the database does not answer then, the environment holds,
 * and a line of the log says so; a stored value that this version would not take is passed over in the same way, so
 * that no stored value stops a start.
 */
@NullMarked
final class StoredSettings implements ApplicationContextInitializer<ConfigurableApplicationContext> {

    private static final Logger log = LoggerFactory.getLogger(StoredSettings.class);
    private static final String NO_SUCH_TABLE = "42P01";

    @Override
    public void initialize(ConfigurableApplicationContext context) {
        ConfigurableEnvironment environment = context.getEnvironment();
        Map<String, Object> stored = read(environment);
        if (!stored.isEmpty()) {
            environment.getPropertySources().addFirst(new MapPropertySource(Setting.STORED, stored));
        }
    }

    private static Map<String, Object> read(ConfigurableEnvironment environment) {
        String address = Binder.get(environment)
                .bind("statewave.database-url", String.class)
                .orElse("postgresql://statewave:statewave@localhost:5432/statewave");
        var found = new HashMap<String, Object>();
        try (Connection connection = AppliedSettings.connect(DatabaseUrl.parse(address))) {
            // Before the stored values: what is applied in between is taken over later, and not passed over.
            AppliedSettings applied = AppliedSettings.read(connection);
            read(connection, found);
            found.put(LiveSettingsConfiguration.GENERATION, applied.generation());
            found.put(LiveSettingsConfiguration.RESTARTS, applied.restarts());
        } catch (SQLException e) {
            // A database that was not migrated yet has stored nothing.
            if (!NO_SUCH_TABLE.equals(e.getSQLState())) {
                log.warn("Stored settings cannot be read, so those of the environment hold: {}", e.getMessage());
            }
        } catch (IllegalArgumentException e) {
            log.debug("The address of the database is checked again, and refused, with the other settings", e);
        }
        return found;
    }

    private static void read(Connection connection, Map<String, Object> found) throws SQLException {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery("SELECT key, value #>> '{}' FROM stored_settings")) {
            while (rows.next()) {
                add(found, rows.getString(1), rows.getString(2));
            }
        }
    }

    private static void add(Map<String, Object> found, String key, String value) {
        Setting setting = Setting.find(key).filter(Setting::editable).orElse(null);
        String objection = setting == null ? "cannot be stored" : setting.objection(value);
        if (setting == null || objection != null) {
            log.warn("The stored value of the setting {} is passed over: {}", key, objection);
        } else {
            found.put(setting.property(), value);
        }
    }
}

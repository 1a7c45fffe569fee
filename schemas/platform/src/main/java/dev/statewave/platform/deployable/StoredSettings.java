package dev.statewave.platform.deployable;

import dev.statewave.contract.settings.Setting;
import dev.statewave.platform.postgres.DatabaseUrl;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.NullMarked;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/**
 * Puts the settings that operators have stored before those of the environment. They are read once, at the start. Where
 * the database does not answer then, the environment holds, and a line of the log says so; a stored value that this
 * version would not take is passed over in the same way, so that no stored value stops a start.
 */
@NullMarked
final class StoredSettings implements ApplicationContextInitializer<ConfigurableApplicationContext> {

    private static final Logger log = LoggerFactory.getLogger(StoredSettings.class);
    private static final String SECONDS = "5";
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
        try (Connection connection = connect(DatabaseUrl.parse(address));
                var statement = connection.createStatement();
                var rows = statement.executeQuery("SELECT key, value #>> '{}' FROM stored_settings")) {
            while (rows.next()) {
                add(found, rows.getString(1), rows.getString(2));
            }
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

    private static Connection connect(DatabaseUrl url) throws SQLException {
        var properties = new Properties();
        properties.put("user", url.user());
        properties.put("password", url.password());
        properties.put("connectTimeout", SECONDS);
        properties.put("loginTimeout", SECONDS);
        properties.put("socketTimeout", SECONDS);
        return DriverManager.getConnection(url.jdbc(), properties);
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

package dev.statewave.platform.settings;

import dev.statewave.contract.settings.Setting;
import dev.statewave.platform.postgres.DatabaseUrl;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.context.SmartLifecycle;

/**
 * Looks every two seconds at what operators have applied, over a connection of its own, takes it over, and ends the
 * process where they ask for a restart and something starts it again. While the database is away, what holds goes on
 * holding.
 */
final class SettingsWatch implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(SettingsWatch.class);
    private static final Duration PAUSE = Duration.ofSeconds(2);
    /** So that whoever asked for the restart is answered before. */
    private static final Duration BEFORE_EXIT = Duration.ofSeconds(2);

    private static final Setting LOG_LEVEL = Setting.find("log_level").orElseThrow();

    private final LiveSettings settings;
    private final DatabaseUrl database;
    private final boolean supervised;
    private final boolean levelIsStored;
    private final Runnable exit;
    private @Nullable AppliedSettings seen;
    private @Nullable Connection connection;
    private volatile @Nullable Thread thread;

    /**
     * @param atStart what had been applied when the stored settings were read; null where they could not be
     * @param levelIsStored whether the process has started with a stored log level, which it has not used yet
     * @param exit ends the process in an orderly way
     */
    SettingsWatch(
            LiveSettings settings,
            DatabaseUrl database,
            boolean supervised,
            @Nullable AppliedSettings atStart,
            boolean levelIsStored,
            Runnable exit) {
        this.settings = settings;
        this.database = database;
        this.supervised = supervised;
        this.seen = atStart;
        this.levelIsStored = levelIsStored;
        this.exit = exit;
    }

    @Override
    public void start() {
        if (levelIsStored) {
            setLogLevel();
        }
        thread = Thread.ofVirtual().name("settings-watch").start(this::run);
    }

    private void run() {
        try {
            while (true) {
                Thread.sleep(PAUSE);
                look();
            }
        } catch (InterruptedException e) {
            log.debug("The settings are watched no more");
        } finally {
            close();
        }
    }

    private void look() throws InterruptedException {
        try {
            Connection open = connection;
            if (open == null) {
                open = AppliedSettings.connect(database);
                connection = open;
            }
            take(AppliedSettings.read(open));
        } catch (SQLException | RuntimeException e) {
            log.debug("What was applied cannot be read; what holds goes on holding: {}", e.toString());
            close();
        }
    }

    void take(AppliedSettings found) throws InterruptedException {
        AppliedSettings before = seen;
        seen = found;
        if (before == null ? found.generation() > 0 : found.generation() != before.generation()) {
            String level = settings.value(LOG_LEVEL);
            settings.apply(found.values());
            if (!settings.value(LOG_LEVEL).equals(level)) {
                setLogLevel();
            }
            log.info("The stored settings were applied");
        }
        if (before != null && found.restarts() != before.restarts() && supervised) {
            log.info("A restart was asked for: the process ends, and is started again by what supervises it");
            Thread.sleep(BEFORE_EXIT);
            exit.run();
        }
    }

    private void setLogLevel() {
        try {
            LoggingSystem.get(SettingsWatch.class.getClassLoader())
                    .setLogLevel(
                            LoggingSystem.ROOT_LOGGER_NAME,
                            LogLevel.valueOf(settings.value(LOG_LEVEL).toUpperCase(Locale.ROOT)));
        } catch (IllegalArgumentException e) {
            log.warn("{} is no log level", settings.value(LOG_LEVEL));
        }
    }

    private void close() {
        Connection open = connection;
        connection = null;
        if (open != null) {
            try {
                open.close();
            } catch (SQLException e) {
                log.debug("The connection was closed already", e);
            }
        }
    }

    @Override
    public void stop() {
        Thread running = thread;
        thread = null;
        if (running != null) {
            running.interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return thread != null;
    }
}

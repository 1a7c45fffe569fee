package dev.statewave.local.system;

import dev.statewave.local.postgres.LocalPostgres;
import dev.statewave.local.preflight.StartRefusedException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** The data folder: its places, the versions that wrote it, and a lock that lets in one system at a time. */
public final class DataFolder implements AutoCloseable {

    /** Goes up when a newer version could not read what an older one has written. */
    static final int FORMAT = 1;

    private static final String FILE = "statewave.properties";
    private static final String LOCK = "lock";

    private final Path path;
    private @Nullable FileChannel lock;

    public DataFolder(Path path) {
        this.path = path.toAbsolutePath().normalize();
    }

    Path kafka() {
        return path.resolve("kafka");
    }

    Path postgres() {
        return path.resolve("postgres");
    }

    /**
     * Makes the folder or checks it, and keeps others out until {@link #close()}. Comes before anything else touches
     * the folder.
     *
     * @throws StartRefusedException where another version has written it or another process uses it
     */
    synchronized void open() {
        try {
            Files.createDirectories(path);
            if (LocalPostgres.runsAsOtherUser()) {
                // PostgreSQL runs as another user then, and has to get through to its own folder.
                var permissions = Files.getPosixFilePermissions(path);
                permissions.add(PosixFilePermission.OTHERS_EXECUTE);
                Files.setPosixFilePermissions(path, permissions);
            }
            lock();
            Properties written = read();
            if (written.isEmpty()) {
                write("format", String.valueOf(FORMAT));
            } else if (!String.valueOf(FORMAT).equals(written.getProperty("format"))) {
                throw new StartRefusedException(
                        ("The data folder %s was written by another version (format %s, this one reads %d): "
                                        + "run that version, or set STATEWAVE_HOME to an empty folder.")
                                .formatted(path, written.getProperty("format"), FORMAT));
            }
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    /**
     * Checks which PostgreSQL has written its part, or notes the one that is going to.
     *
     * @throws StartRefusedException where it was another one: a cluster can be read by its own version only
     */
    synchronized void claim(int postgres) {
        try {
            String written = read().getProperty("postgres");
            if (written == null) {
                write("postgres", String.valueOf(postgres));
            } else if (!written.equals(String.valueOf(postgres))) {
                throw new StartRefusedException(
                        ("The data folder %s was written by PostgreSQL %s and %d is installed: install %s again, "
                                        + "or set STATEWAVE_HOME to an empty folder.")
                                .formatted(path, written, postgres, written));
            }
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    /** Whether another system runs on it now. */
    synchronized boolean inUse() {
        if (!Files.exists(path.resolve(LOCK))) {
            return false;
        }
        try {
            lock();
            close();
            return false;
        } catch (StartRefusedException e) {
            return true;
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    // The system's own lock ends with the process, also with one that is killed.
    private void lock() throws IOException {
        lock = FileChannel.open(path.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        boolean ours = false;
        try {
            ours = lock.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            // Another system within this process has it.
        } finally {
            if (!ours) {
                close();
            }
        }
        if (!ours) {
            throw new StartRefusedException(("The data folder %s is in use: stop the Statewave that runs, "
                            + "or set STATEWAVE_HOME to another folder.")
                    .formatted(path));
        }
    }

    private Properties read() throws IOException {
        var written = new Properties();
        Path file = path.resolve(FILE);
        if (Files.exists(file)) {
            try (var in = Files.newInputStream(file)) {
                written.load(in);
            }
        }
        return written;
    }

    private void write(String name, String value) throws IOException {
        Files.writeString(
                path.resolve(FILE), name + "=" + value + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private StartRefusedException unusable(IOException e) {
        String reason = e instanceof AccessDeniedException ? "permission denied for " + e.getMessage() : e.getMessage();
        return new StartRefusedException(
                "The data folder %s cannot be used (%s): set STATEWAVE_HOME to one that can be written."
                        .formatted(path, reason));
    }

    @Override
    public synchronized void close() {
        if (lock != null) {
            try {
                lock.close();
            } catch (IOException e) {
                // Nothing was written to it, and the lock ends with the process at the latest.
            }
            lock = null;
        }
    }
}

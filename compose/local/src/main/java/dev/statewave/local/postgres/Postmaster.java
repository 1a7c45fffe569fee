package dev.statewave.local.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The server process of a cluster and its children, found by the pid file and by the working directory that they share.
 */
final class Postmaster {

    private static final Duration KILL_TIMEOUT = Duration.ofSeconds(10);
    // The lines of the pid file: process, data folder, start time, port, socket, address, memory, state.
    private static final int PORT_LINE = 3;
    private static final int STATE_LINE = 7;

    private final Path data;
    private final Path pidFile;

    /** @param data the folder of the cluster */
    Postmaster(Path data) {
        this.data = data;
        this.pidFile = data.resolve("postmaster.pid");
    }

    /** Whether the process of the pid file is there and is the server of this cluster. */
    boolean isRunning() {
        return process().isPresent();
    }

    /** Whether it also listens on this port and has finished its start. */
    boolean isReadyOn(int port) {
        List<String> lines = lines();
        return isRunning()
                && lines.size() > STATE_LINE
                && lines.get(PORT_LINE).strip().equals(String.valueOf(port))
                && lines.get(STATE_LINE).strip().equals("ready");
    }

    /**
     * Kills all processes of the cluster and removes the pid file. After a crash of the postmaster its children may
     * hold the shared memory for a while, and a new one refuses to start beside them. After a restart of the machine
     * the number in the pid file may belong to another process, which PostgreSQL would take for a server.
     */
    void kill() throws IOException {
        long deadline = System.nanoTime() + KILL_TIMEOUT.toNanos();
        for (List<ProcessHandle> left = ours(); !left.isEmpty(); left = ours()) {
            if (System.nanoTime() > deadline) {
                throw new IOException("process %d of a former server does not end"
                        .formatted(left.getFirst().pid()));
            }
            left.forEach(ProcessHandle::destroyForcibly);
            pause();
        }
        Files.deleteIfExists(pidFile);
    }

    private List<ProcessHandle> ours() {
        return ProcessHandle.allProcesses().filter(this::isOurs).toList();
    }

    private static void pause() throws IOException {
        try {
            Thread.sleep(20);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private Optional<ProcessHandle> process() {
        List<String> lines = lines();
        if (lines.isEmpty() || !lines.getFirst().strip().matches("\\d{1,10}")) {
            return Optional.empty();
        }
        return ProcessHandle.of(Long.parseLong(lines.getFirst().strip())).filter(this::isOurs);
    }

    private boolean isOurs(ProcessHandle process) {
        try {
            return Path.of("/proc", String.valueOf(process.pid()), "cwd")
                    .toRealPath()
                    .equals(data.toRealPath());
        } catch (IOException e) {
            // It has ended, also where nobody has collected its status yet, or it belongs to somebody else.
            return false;
        }
    }

    private List<String> lines() {
        try {
            return Files.readAllLines(pidFile);
        } catch (IOException e) {
            return List.of();
        }
    }
}

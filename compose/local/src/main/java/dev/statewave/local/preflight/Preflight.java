package dev.statewave.local.preflight;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** What has to be right before anything is started; each problem is one sentence. */
public final class Preflight {

    /** Memory that the processes need together with PostgreSQL, in megabytes. */
    private static final long NEEDED_MB = 1_500;

    private static final Path MEMORY = Path.of("/proc/meminfo");

    private Preflight() {}

    /** @throws StartRefusedException if too little memory is free */
    public static void memory() {
        memory(Math.min(free(), limit()));
    }

    static void memory(long megabytes) {
        if (megabytes < NEEDED_MB) {
            throw new StartRefusedException(("Only %d MB of memory are free and Statewave needs %d MB: "
                            + "stop something else, or use a larger machine.")
                    .formatted(megabytes, NEEDED_MB));
        }
    }

    private static long free() {
        try {
            return Files.readAllLines(MEMORY).stream()
                    .filter(line -> line.startsWith("MemAvailable:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                    .findFirst()
                    .orElse(Long.MAX_VALUE);
        } catch (IOException e) {
            // Not Linux: nothing to look at.
            return Long.MAX_VALUE;
        }
    }

    /** All that the machine has, or less where a container is given less. */
    private static long limit() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize() / (1024 * 1024);
    }

    /** @param ports which setting moves which port */
    public static void ports(Map<String, Integer> ports) {
        ports.forEach((setting, port) -> {
            try (var socket = new ServerSocket()) {
                // As servers do: connections of a process that has just ended are no hindrance.
                socket.setReuseAddress(true);
                socket.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port), 1);
            } catch (IOException e) {
                throw new StartRefusedException("Port %d is in use: stop what listens there, or set %s to another one."
                        .formatted(port, setting));
            }
        });
    }
}

package dev.statewave.compose.local;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** What has to be right before anything is started; each problem is one sentence. */
final class Preflight {

    /** Memory that the processes need together with PostgreSQL, in megabytes. */
    private static final long NEEDED_MB = 1_500;
    private static final Path MEMORY = Path.of("/proc/meminfo");

    private Preflight() {}

    /** A reason not to start, for the one who started it. */
    static final class Refused extends RuntimeException {
        Refused(String sentence) {
            super(sentence, null, false, false);
        }
    }

    static void memory() {
        try {
            long available = Files.readAllLines(MEMORY).stream().filter(line -> line.startsWith("MemAvailable:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024).findFirst().orElse(Long.MAX_VALUE);
            if (available < NEEDED_MB) {
                throw new Refused("Only %d MB of memory are free and Statewave needs %d MB: stop something else, or use a larger machine."
                        .formatted(available, NEEDED_MB));
            }
        } catch (IOException e) {
            // Not Linux: nothing to look at.
        }
    }

    /** @param ports which setting moves which port */
    static void ports(Map<String, Integer> ports) {
        ports.forEach((setting, port) -> {
            try (var socket = new ServerSocket(port, 1, InetAddress.getByName("127.0.0.1"))) {
                socket.setReuseAddress(true);
            } catch (IOException e) {
                throw new Refused("Port %d is in use: stop what listens there, or set %s to another one.".formatted(port, setting));
            }
        });
    }
}

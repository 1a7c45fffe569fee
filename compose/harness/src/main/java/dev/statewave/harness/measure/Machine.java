package dev.statewave.harness.measure;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where it was measured, in one line. */
public final class Machine {

    private Machine() {}

    /** @param postgres its version */
    public static String describe(String postgres) {
        var system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        return "%d processors%s, %d GiB, %s, PostgreSQL %s, Java %s with a heap of %d MiB"
                .formatted(
                        system.getAvailableProcessors(),
                        model(),
                        Math.round(system.getTotalMemorySize() / 1073741824.0),
                        release(),
                        postgres.split(" ")[0],
                        Runtime.version().feature(),
                        Runtime.getRuntime().maxMemory() >> 20);
    }

    private static String model() {
        String model = value(Path.of("/proc/cpuinfo"), "model name");
        return model.isEmpty() ? "" : " (" + model + ")";
    }

    private static String release() {
        String name = value(Path.of("/etc/os-release"), "PRETTY_NAME").replace("\"", "");
        return name.isEmpty() ? System.getProperty("os.name") : name;
    }

    /** What stands behind the name in a file of such lines; empty where there is none. */
    private static String value(Path file, String name) {
        try (var lines = Files.lines(file)) {
            return lines.filter(line -> line.startsWith(name))
                    .map(line -> line.replaceFirst("^[^:=]*[:=]\\s*", "").strip())
                    .findFirst()
                    .orElse("");
        } catch (IOException e) {
            return "";
        }
    }
}

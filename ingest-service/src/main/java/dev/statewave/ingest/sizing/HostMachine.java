package dev.statewave.ingest.sizing;

import com.sun.management.OperatingSystemMXBean;
import dev.statewave.contract.rest.FieldReader;
import dev.statewave.contract.sizing.MachineSize;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import org.springframework.stereotype.Component;

/** The machine, or the container, of this process: what the advisor goes by where the operator names no other. */
@Component
class HostMachine {

    private final OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

    /**
     * What the operator says, and of this machine what is not said.
     *
     * @param said has the parameters that were given
     * @param given their values, and defaults where there are none
     */
    MachineSize size(FieldReader said, MachineSize given, double connectionLimit) {
        return new MachineSize(
                said.has("cores") ? given.cores() : system.getAvailableProcessors(),
                said.has("memory_gb") ? given.memoryBytes() : system.getTotalMemorySize(),
                said.has("disk_gb") ? given.diskBytes() : disk(),
                said.has("max_connections") ? given.connections() : connectionLimit);
    }

    private static double disk() {
        try {
            return Files.getFileStore(Path.of("").toAbsolutePath()).getTotalSpace();
        } catch (IOException e) {
            // A process may run in a folder that is gone; then the operator has to say it.
            return 0;
        }
    }
}

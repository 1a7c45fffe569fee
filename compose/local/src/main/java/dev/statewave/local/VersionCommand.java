package dev.statewave.local;

import dev.statewave.platform.health.HealthEndpoints;
import picocli.CommandLine.Command;

/** Prints the version of the product. */
@Command(name = "version", description = "Print the version.")
final class VersionCommand implements Runnable {

    @Override
    public void run() {
        System.out.println(HealthEndpoints.VERSION);
    }
}

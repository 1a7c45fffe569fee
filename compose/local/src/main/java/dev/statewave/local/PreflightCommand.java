package dev.statewave.local;

import dev.statewave.local.preflight.Preflight;
import dev.statewave.local.system.LocalSettings;
import picocli.CommandLine.Command;

/** Checks whether {@code up} could begin, before anything that takes long. */
@Command(name = "preflight", description = "Check memory and ports without starting anything.")
final class PreflightCommand implements Runnable {

    @Override
    public void run() {
        Preflight.memory();
        Preflight.ports(LocalSettings.from(System.getenv()).ownPorts());
    }
}

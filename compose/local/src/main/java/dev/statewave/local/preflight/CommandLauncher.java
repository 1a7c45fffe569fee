package dev.statewave.local.preflight;

import org.slf4j.LoggerFactory;
import picocli.CommandLine;

/** Runs a command of picocli and ends the process: 0 if it worked, 1 if it failed, 2 if its arguments are wrong. */
public final class CommandLauncher {

    private CommandLauncher() {}

    /** @param command the root of the commands */
    public static void run(Object command, String[] arguments) {
        int status = new CommandLine(command)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler((failure, line, parsed) -> {
                    LoggerFactory.getLogger(CommandLauncher.class).debug("the command failed", failure);
                    line.getErr().println(ErrorMessage.of(failure));
                    return CommandLine.ExitCode.SOFTWARE;
                })
                .execute(arguments);
        // Threads of libraries would keep the process running.
        System.exit(status);
    }
}

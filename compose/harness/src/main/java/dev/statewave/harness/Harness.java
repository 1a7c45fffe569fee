package dev.statewave.harness;

import dev.statewave.harness.bench.BenchCommand;
import dev.statewave.harness.evaluation.EvaluateCommand;
import dev.statewave.harness.load.LoadCommand;
import dev.statewave.local.preflight.CommandLauncher;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The commands behind {@code ./statewave} that measure a system. */
@Command(
        name = "statewave",
        description = "Measures Statewave.",
        subcommands = {BenchCommand.class, LoadCommand.class, EvaluateCommand.class})
public final class Harness {

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = ScopeType.INHERIT,
            description = "Print this help.")
    private boolean help;

    public static void main(String[] arguments) {
        CommandLauncher.run(new Harness(), arguments);
    }
}

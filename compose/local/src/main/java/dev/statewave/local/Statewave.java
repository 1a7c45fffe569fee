package dev.statewave.local;

import dev.statewave.local.backup.BackupCommand;
import dev.statewave.local.backup.RestoreCommand;
import dev.statewave.local.move.ExportCommand;
import dev.statewave.local.move.ImportCommand;
import dev.statewave.local.move.RebuildCommand;
import dev.statewave.local.operations.DeadLetterCommand;
import dev.statewave.local.operations.DoctorCommand;
import dev.statewave.local.preflight.CommandLauncher;
import dev.statewave.local.receipts.ReceiptsCommand;
import dev.statewave.local.sizing.SizeCommand;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The commands behind {@code ./statewave} that run the system. */
@Command(
        name = "statewave",
        description = "Runs Statewave on one machine.",
        subcommands = {
            UpCommand.class,
            PreflightCommand.class,
            BrokerCommand.class,
            MigrateCommand.class,
            BackupCommand.class,
            RestoreCommand.class,
            ImportCommand.class,
            ExportCommand.class,
            RebuildCommand.class,
            ReceiptsCommand.class,
            DeadLetterCommand.class,
            DoctorCommand.class,
            SizeCommand.class,
            WarmUpCommand.class,
            VersionCommand.class
        })
public final class Statewave {

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = ScopeType.INHERIT,
            description = "Print this help.")
    private boolean help;

    public static void main(String[] arguments) {
        CommandLauncher.run(new Statewave(), arguments);
    }
}

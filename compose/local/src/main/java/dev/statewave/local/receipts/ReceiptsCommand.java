package dev.statewave.local.receipts;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What can be done with receipts that were exported. */
@Command(
        name = "receipts",
        description = "Receipts that were exported.",
        subcommands = {VerifyCommand.class})
public final class ReceiptsCommand implements Runnable {

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Say what to do: receipts verify FILE");
    }
}

package dev.statewave.local;

import dev.statewave.local.system.SchemaSetup;
import dev.statewave.local.system.TopicSetup;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Brings a database, and the topics if Kafka is named too, to this version. */
@Command(name = "migrate", description = "Bring the database of STATEWAVE_DATABASE_URL to this version.")
final class MigrateCommand implements Runnable {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        String url = System.getenv("STATEWAVE_DATABASE_URL");
        if (url == null || url.isBlank()) {
            throw new ParameterException(spec.commandLine(), "Set STATEWAVE_DATABASE_URL to the database to migrate.");
        }
        SchemaSetup.migrate(url);
        System.out.println("The schema is up to date.");
        if (System.getenv("STATEWAVE_KAFKA_BOOTSTRAP_SERVERS") != null) {
            TopicSetup.ensure(List.of());
            System.out.println("The topics are there.");
        }
    }
}

package dev.statewave.local.postgres;

import dev.statewave.local.preflight.StartRefusedException;
import dev.statewave.platform.postgres.DatabaseUrl;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Runs the client programs of PostgreSQL against a database. They need not be those of its own server. */
public final class PostgresClient {

    /** Lines of what a failed program said. */
    private static final int LINES = 5;

    /**
     * @throws StartRefusedException where the program is missing
     * @throws IOException with what the program said, where it fails
     */
    public void run(DatabaseUrl url, String program, String... arguments) throws IOException {
        var command = new ArrayList<String>();
        command.add(PostgresBinaries.find()
                .map(binaries -> binaries.program(program))
                .orElse(program));
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        // Not as arguments, which every user of the machine can see.
        Map<String, String> environment = builder.environment();
        environment.put("PGHOST", url.host());
        environment.put("PGPORT", String.valueOf(url.port()));
        environment.put("PGUSER", url.user());
        environment.put("PGDATABASE", url.database());
        environment.put("PGPASSWORD", url.password());
        environment.put("PGOPTIONS", "-c statewave.scope=all");
        environment.put("PGSSLMODE", url.options().sslMode().text());
        if (url.options().rootCertificate() != null) {
            environment.put("PGSSLROOTCERT", url.options().rootCertificate());
        }
        if (url.options().clientCertificate() != null) {
            environment.put("PGSSLCERT", url.options().clientCertificate().certificate());
            environment.put("PGSSLKEY", url.options().clientCertificate().key());
        }
        Process process;
        try {
            process = builder.start();
        } catch (IOException e) {
            throw new StartRefusedException(
                    "%s is missing: install the client programs of PostgreSQL (Debian: apt install postgresql-client)."
                            .formatted(program));
        }
        try {
            process.getOutputStream().close();
            List<String> said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
            if (process.waitFor() != 0) {
                throw new IOException("%s failed: %s"
                        .formatted(program, String.join(" ", said.subList(0, Math.min(LINES, said.size())))));
            }
        } catch (InterruptedException e) {
            process.destroy();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}

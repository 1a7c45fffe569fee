package dev.statewave.local.move;

import dev.statewave.local.preflight.StartRefusedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * Takes over what is elsewhere: all subjects of a server of the v1 API, or a file that another memory system, or
 * {@code export}, has written. It may be begun again: what is there already is passed over.
 */
@Command(name = "import", description = "Take all subjects of another server of the v1 API, or an exported file.")
public final class ImportCommand implements Callable<Integer> {

    @ArgGroup(multiplicity = "1")
    private Source source = new Source();

    private static final class Source {

        @Option(names = "--from", paramLabel = "URL", description = "the server to read from")
        private @Nullable String from;

        @Option(
                names = "--format",
                description = "what has written the file: ${COMPLETION-CANDIDATES}; JSON or JSON Lines")
        private @Nullable FileFormat format;
    }

    @Parameters(arity = "0..1", paramLabel = "FILE", description = "the file, with --format")
    private @Nullable Path file;

    @Option(names = "--from-key", paramLabel = "KEY", description = "its API key, where it asks for one")
    private @Nullable String fromKey;

    @Option(
            names = "--to",
            paramLabel = "URL",
            defaultValue = "http://localhost:8100",
            description = "the server to write to (default: ${DEFAULT-VALUE})")
    private String to = "http://localhost:8100";

    @Option(names = "--to-key", paramLabel = "KEY", description = "its API key, where it asks for one")
    private @Nullable String toKey;

    @Option(
            names = "--subject",
            paramLabel = "ID",
            description = "the subject of everything in the file (default: the user, or the bank, that the file names)")
    private @Nullable String subject;

    @Option(names = "--tenant", paramLabel = "ID", description = "the tenant of everything in the file")
    private @Nullable String tenant;

    /** Ends with 1 where something did not arrive. */
    @Override
    public Integer call() throws InterruptedException, IOException {
        var target = new AdminClient(to, toKey);
        if (source.from != null) {
            return ServerMove.run(source.from, new AdminClient(source.from, fromKey), target) ? 0 : 1;
        }
        if (file == null || !Files.isReadable(file)) {
            throw new StartRefusedException("Name a file that can be read, behind --format.");
        }
        if (source.format == FileFormat.STATEWAVE) {
            return ArchiveImport.run(file, target) ? 0 : 1;
        }
        EpisodeMapping mapping = source.format == FileFormat.ZEP
                ? new ZepMapping()
                : source.format == FileFormat.HINDSIGHT ? new HindsightMapping() : new Mem0Mapping();
        return new FileImport(mapping, target, subject, tenant).run(file) ? 0 : 1;
    }
}

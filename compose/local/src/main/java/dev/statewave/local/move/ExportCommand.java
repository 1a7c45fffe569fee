package dev.statewave.local.move;

import dev.statewave.local.preflight.StartRefusedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** Writes subjects to a file that others can read: JSON Lines, or an archive, which may be encrypted. */
@Command(name = "export", description = "Write all subjects, or some of them, to a file.")
public final class ExportCommand implements Callable<Integer> {

    @Option(
            names = "--to",
            paramLabel = "FILE",
            required = true,
            description = "a new file: .jsonl for JSON Lines, .zip for an archive, .zip.gpg for an encrypted one")
    private Path to = Path.of("");

    @Option(names = "--from", paramLabel = "URL", defaultValue = "http://localhost:8100", description = "the server")
    private String from = "http://localhost:8100";

    @Option(names = "--key", paramLabel = "KEY", description = "its API key, where it asks for one")
    private @Nullable String key;

    @Option(names = "--subject", paramLabel = "ID", description = "only this subject")
    private @Nullable String subject;

    @Option(names = "--tenant", paramLabel = "ID", description = "only subjects of this tenant")
    private @Nullable String tenant;

    @Option(
            names = "--passphrase-file",
            paramLabel = "FILE",
            description = "the first line is the passphrase of a .zip.gpg")
    private @Nullable Path passphrase;

    /** Ends with 1 where a subject could not be read. */
    @Override
    public Integer call() throws IOException, InterruptedException {
        if (Files.exists(to)) {
            throw new StartRefusedException("%s exists: name a new file.".formatted(to));
        }
        var source = new AdminClient(from, key);
        List<AdminClient.Subject> subjects = source.subjects().stream()
                .filter(one -> subject == null || one.id().equals(subject))
                .filter(one -> tenant == null || tenant.equals(one.tenant()))
                .toList();
        if (subjects.isEmpty()) {
            System.err.println("There is no such subject.");
            return 1;
        }
        // Under its name only when it is whole.
        Path unfinished = to.resolveSibling(to.getFileName() + ".unfinished");
        Files.deleteIfExists(unfinished);
        Files.createFile(
                unfinished, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        int missing = 0;
        try (SubjectFile file = SubjectFile.create(unfinished, to.getFileName().toString(), passphrase())) {
            for (AdminClient.Subject one : subjects) {
                try {
                    file.add(read(source, one));
                } catch (SubjectGoneException e) {
                    missing++;
                    System.err.printf("%s: %s%n", ServerMove.named(one), e.getMessage());
                }
            }
        }
        Files.move(unfinished, to, StandardCopyOption.ATOMIC_MOVE);
        System.out.printf("%s  %,d of %,d subjects%n", to, subjects.size() - missing, subjects.size());
        return missing == 0 ? 0 : 1;
    }

    /** A subject that cannot be read. */
    private static final class SubjectGoneException extends Exception {
        SubjectGoneException(IOException cause) {
            super(cause.getMessage(), cause);
        }
    }

    private static JsonNode read(AdminClient source, AdminClient.Subject subject)
            throws SubjectGoneException, InterruptedException {
        try {
            return source.export(subject);
        } catch (IOException e) {
            throw new SubjectGoneException(e);
        }
    }

    private char @Nullable [] passphrase() throws IOException {
        if (passphrase == null) {
            return null;
        }
        try (var lines = Files.lines(passphrase)) {
            String first = lines.findFirst().orElse("");
            if (first.isBlank()) {
                throw new StartRefusedException("%s has no passphrase in its first line.".formatted(passphrase));
            }
            return first.toCharArray();
        }
    }
}

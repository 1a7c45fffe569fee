package dev.statewave.local.move;

import dev.statewave.contract.json.Json;
import dev.statewave.local.preflight.StartRefusedException;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** Puts back what {@code export} has written, with its ids and times; what is there already is passed over. */
final class ArchiveImport {

    private final AdminClient target;
    private int subjects;
    private int arrived;

    private ArchiveImport(AdminClient target) {
        this.target = target;
    }

    /**
     * @return false where a subject did not arrive whole
     * @throws StartRefusedException where the file is damaged or of another version; nothing is imported then
     */
    static boolean run(Path file, AdminClient target) throws IOException, InterruptedException {
        var archive = new ArchiveImport(target);
        if (file.getFileName().toString().endsWith(".gpg")) {
            throw new StartRefusedException(
                    "%s is encrypted: decrypt it first, with gpg --decrypt --output FILE.zip.".formatted(file));
        }
        if (file.getFileName().toString().endsWith(".zip")) {
            archive.readZip(file);
        } else {
            archive.readLines(file);
        }
        System.out.printf("%,d of %,d subjects are there whole%n", archive.arrived, archive.subjects);
        return archive.arrived == archive.subjects;
    }

    private void readZip(Path file) throws IOException, InterruptedException {
        try (var zip = new ZipFile(file.toFile())) {
            JsonNode manifest = Json.tree(bytes(zip, SubjectFile.MANIFEST));
            if (!SubjectFile.FORMAT.equals(manifest.path("format").asString(""))
                    || manifest.path("format_version").asInt(0) != SubjectFile.VERSION) {
                throw new StartRefusedException("%s is no export of this version.".formatted(file));
            }
            for (JsonNode entry : manifest.path("files")) {
                String name = entry.path("name").asString("");
                if (!SubjectFile.sha256(bytes(zip, name))
                        .equals(entry.path("sha256").asString(""))) {
                    throw new StartRefusedException(
                            "%s is damaged: the checksum of %s does not fit.".formatted(file, name));
                }
            }
            for (JsonNode entry : manifest.path("files")) {
                String name = entry.path("name").asString("");
                take(name, Json.MAPPER.readTree(bytes(zip, name)));
            }
        } catch (ZipException | JacksonException e) {
            throw new StartRefusedException("%s is damaged: %s.".formatted(file, e.getMessage()));
        }
    }

    private static byte[] bytes(ZipFile zip, String name) throws IOException {
        ZipEntry entry = zip.getEntry(name);
        if (entry == null) {
            throw new StartRefusedException("%s has no %s.".formatted(zip.getName(), name));
        }
        try (var in = zip.getInputStream(entry)) {
            return in.readAllBytes();
        }
    }

    private void readLines(Path file) throws IOException, InterruptedException {
        try (BufferedReader in = Files.newBufferedReader(file)) {
            long number = 0;
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                number++;
                if (line.isBlank()) {
                    continue;
                }
                try {
                    take("line " + number, Json.MAPPER.readTree(line));
                } catch (JacksonException e) {
                    subjects++;
                    System.err.printf("line %d: It is not JSON: %s%n", number, e.getOriginalMessage());
                }
            }
        }
    }

    private void take(String where, JsonNode document) throws IOException, InterruptedException {
        subjects++;
        var subject = new AdminClient.Subject(
                document.path("subject_id").asString(""),
                document.path("tenant_id").isString()
                        ? document.path("tenant_id").asString()
                        : null);
        String trouble = ServerMove.moved(subject, document, target);
        if (trouble == null) {
            arrived++;
        } else {
            System.err.printf("%s, %s: %s%n", where, ServerMove.named(subject), trouble);
        }
    }
}

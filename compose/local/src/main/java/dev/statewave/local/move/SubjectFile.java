package dev.statewave.local.move;

import dev.statewave.contract.json.Json;
import dev.statewave.local.preflight.StartRefusedException;
import dev.statewave.platform.health.HealthEndpoints;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The documents of subjects in one file, written one after the other: a line each, or a file each in an archive whose
 * {@code manifest.json} has their checksums.
 */
abstract class SubjectFile implements AutoCloseable {

    static final String FORMAT = "statewave-export";
    static final int VERSION = 1;
    static final String MANIFEST = "manifest.json";

    /** @param name which kind it is */
    static SubjectFile create(Path path, String name, char @Nullable [] passphrase) throws IOException {
        if (name.endsWith(".zip.gpg") != (passphrase != null)) {
            throw new StartRefusedException("A .zip.gpg takes a --passphrase-file, and nothing else does.");
        }
        if (!name.endsWith(".jsonl") && !name.endsWith(".zip") && !name.endsWith(".zip.gpg")) {
            throw new StartRefusedException("%s has to end with .jsonl, .zip or .zip.gpg.".formatted(name));
        }
        OutputStream out = new BufferedOutputStream(Files.newOutputStream(path), 64 * 1024);
        if (name.endsWith(".jsonl")) {
            return new Lines(out);
        }
        return new Archive(passphrase == null ? out : new PgpOutputStream(out, passphrase));
    }

    abstract void add(JsonNode document) throws IOException;

    @Override
    public abstract void close() throws IOException;

    static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static final class Lines extends SubjectFile {

        private final OutputStream out;

        Lines(OutputStream out) {
            this.out = out;
        }

        @Override
        void add(JsonNode document) throws IOException {
            out.write(Json.bytes(document));
            out.write('\n');
        }

        @Override
        public void close() throws IOException {
            out.close();
        }
    }

    private static final class Archive extends SubjectFile {

        private final ZipOutputStream zip;
        private final ArrayNode files;
        private final ObjectNode manifest = Json.object()
                .put("format", FORMAT)
                .put("format_version", VERSION)
                .put("version", HealthEndpoints.VERSION)
                .put("created_at", Instant.now().toString());

        Archive(OutputStream out) {
            this.zip = new ZipOutputStream(out, StandardCharsets.UTF_8);
            this.files = manifest.putArray("files");
        }

        @Override
        void add(JsonNode document) throws IOException {
            // By number: an id may have characters that no file may have.
            String name = "subjects/%06d.json".formatted(files.size() + 1);
            byte[] bytes = Json.bytes(document);
            put(name, bytes);
            files.addObject()
                    .put("name", name)
                    .put("subject_id", document.path("subject_id").asString(""))
                    .put("bytes", bytes.length)
                    .put("sha256", sha256(bytes));
        }

        private void put(String name, byte[] bytes) throws IOException {
            zip.putNextEntry(new ZipEntry(name));
            zip.write(bytes);
            zip.closeEntry();
        }

        @Override
        public void close() throws IOException {
            put(MANIFEST, Json.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsBytes(manifest));
            zip.close();
        }
    }
}

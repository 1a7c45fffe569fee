package dev.statewave.local.backup;

import dev.statewave.contract.json.Json;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/** Records of one topic as gzipped JSON Lines, in the order of each partition. */
final class RecordFile implements AutoCloseable {

    private static final int BUFFER = 64 * 1024;

    private final Path path;
    private final BufferedWriter out;
    private long records;

    RecordFile(Path path) throws IOException {
        this.path = path;
        this.out = new BufferedWriter(new OutputStreamWriter(
                new GZIPOutputStream(Files.newOutputStream(path), BUFFER), StandardCharsets.UTF_8));
    }

    void add(StoredRecord record) throws IOException {
        out.write(Json.text(record));
        out.write('\n');
        records++;
    }

    long records() {
        return records;
    }

    @Override
    public void close() throws IOException {
        out.close();
        FolderSync.file(path);
    }

    @FunctionalInterface
    interface Reader {
        void accept(StoredRecord record) throws IOException;
    }

    static void read(Path path, Reader reader) throws IOException {
        try (var in = new BufferedReader(new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(path), BUFFER), StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                reader.accept(Json.MAPPER.readValue(line, StoredRecord.class));
            }
        }
    }
}

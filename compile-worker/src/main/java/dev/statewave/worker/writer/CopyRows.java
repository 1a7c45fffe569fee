package dev.statewave.worker.writer;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Rows in the text format of PostgreSQL's COPY. */
public final class CopyRows {

    private byte[] buffer;
    private int size;
    private boolean inRow;

    /** @param expectedBytes what there is room for at first; it grows */
    public CopyRows(int expectedBytes) {
        this.buffer = new byte[Math.max(64, expectedBytes)];
    }

    /** @param value null for SQL null */
    public CopyRows add(@Nullable String value) {
        if (inRow) {
            put((byte) '\t');
        }
        inRow = true;
        if (value == null) {
            put((byte) '\\');
            put((byte) 'N');
            return this;
        }
        for (byte b : value.getBytes(StandardCharsets.UTF_8)) {
            switch (b) {
                case '\\' -> escaped('\\');
                case '\t' -> escaped('t');
                case '\n' -> escaped('n');
                case '\r' -> escaped('r');
                default -> put(b);
            }
        }
        return this;
    }

    public CopyRows endRow() {
        put((byte) '\n');
        inRow = false;
        return this;
    }

    /** The backing array; only the first {@link #size()} bytes count. */
    public byte[] bytes() {
        return buffer;
    }

    public int size() {
        return size;
    }

    private void escaped(char letter) {
        put((byte) '\\');
        put((byte) letter);
    }

    private void put(byte b) {
        if (size == buffer.length) {
            buffer = Arrays.copyOf(buffer, size * 2);
        }
        buffer[size++] = b;
    }
}

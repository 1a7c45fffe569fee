package dev.statewave.harness.load;

import java.nio.charset.StandardCharsets;

/** Rows in the text format of PostgreSQL's COPY. */
final class CopyRows {

    private final StringBuilder rows = new StringBuilder();
    private boolean inRow;

    CopyRows add(String value) {
        if (inRow) {
            rows.append('\t');
        }
        inRow = true;
        rows.append(value.replace("\\", "\\\\")
                .replace("\t", "\\t")
                .replace("\n", "\\n")
                .replace("\r", "\\r"));
        return this;
    }

    CopyRows endRow() {
        rows.append('\n');
        inRow = false;
        return this;
    }

    byte[] bytes() {
        return rows.toString().getBytes(StandardCharsets.UTF_8);
    }
}

package dev.statewave.contract.compile;

import dev.statewave.contract.subjectlog.LogPosition;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A subject is due to be compiled; the record's key names it.
 *
 * @param jobId 32 hexadecimal digits; null where nobody asked and no answer is waited for
 * @param reason {@code sync}, {@code async}, {@code continuous}, {@link #RECOMPILE}, {@link #REBUILD} or
 *     {@link #IMPORT}
 * @param position the last record that the compile has to see; it waits until the writer has committed it
 */
public record CompileCommand(@Nullable String jobId, String reason, LogPosition position) {

    public CompileCommand {
        Objects.requireNonNull(reason, "reason");
        Objects.requireNonNull(position, "position");
    }

    /** Of the episodes that the model has failed on before, and of nothing else. */
    public static final String RECOMPILE = "recompile";
    /** Of all episodes, in place of everything that was compiled of them. */
    public static final String REBUILD = "rebuild";

    /** Behind an import: what is derived of it, and then the episodes that are still to be compiled. */
    public static final String IMPORT = "import";

    public boolean explicit() {
        return jobId != null;
    }

    /** A synchronous caller waits for one batch; everyone else wants all of it. */
    public boolean oneBatch() {
        return "sync".equals(reason);
    }

    public boolean recompile() {
        return RECOMPILE.equals(reason);
    }

    public boolean afterImport() {
        return IMPORT.equals(reason);
    }

    public boolean rebuild() {
        return REBUILD.equals(reason);
    }
}

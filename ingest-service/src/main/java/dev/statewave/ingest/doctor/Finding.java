package dev.statewave.ingest.doctor;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * What a check has found.
 *
 * @param severity {@code ok}, {@code warning} or {@code critical}
 * @param message what is so, and what follows from it
 * @param mend one command or setting; null where nothing is to be mended
 * @param runbook a document below {@code docs/runbooks}; null where nothing is to be mended
 */
record Finding(
        String check,
        String severity,
        String message,
        @Nullable String mend,
        @Nullable String runbook) {

    static final String OK = "ok";
    static final String WARNING = "warning";
    static final String CRITICAL = "critical";

    static Finding ok(String check, String message) {
        return new Finding(check, OK, message, null, null);
    }

    static Finding warning(String check, String message, String mend, String runbook) {
        return new Finding(check, WARNING, message, mend, runbook);
    }

    static Finding critical(String check, String message, String mend, String runbook) {
        return new Finding(check, CRITICAL, message, mend, runbook);
    }

    /** A part of an address that a finding names. */
    static String encoded(String part) {
        return URLEncoder.encode(part, StandardCharsets.UTF_8).replace("+", "%20");
    }
}

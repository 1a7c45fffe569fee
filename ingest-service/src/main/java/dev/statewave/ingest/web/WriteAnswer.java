package dev.statewave.ingest.web;

import dev.statewave.contract.rest.Headers;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;

/** Builds the answer of a write: the same body in every case, and a header where the write is not readable yet. */
public final class WriteAnswer {

    private WriteAnswer() {}

    public static ResponseEntity<Object> of(int status, boolean persisted, Object body) {
        var answer = ResponseEntity.status(status);
        return (persisted ? answer : answer.header(Headers.PERSISTED, "false")).body(body);
    }

    /** Whether the caller prefers not to wait (RFC 7240). */
    public static boolean respondAsync(@Nullable String prefer) {
        return prefer != null
                && Arrays.stream(prefer.split("[,;]"))
                        .anyMatch(part -> part.trim().equalsIgnoreCase("respond-async"));
    }
}

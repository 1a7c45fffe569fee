package dev.statewave.ingest.web;

import dev.statewave.contract.rest.Headers;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;

/** Builds the answer of a write: the same body in every case, and a header where the write is not readable yet. */
public final class WriteAnswer {

    private WriteAnswer() {}

    public static ResponseEntity<Object> of(int status, boolean persisted, Object body) {
        return of(status, persisted, body, Map.of());
    }

    /** @param headers that the answer has too */
    public static ResponseEntity<Object> of(int status, boolean persisted, Object body, Map<String, String> headers) {
        var answer = ResponseEntity.status(status);
        headers.forEach(answer::header);
        return (persisted ? answer : answer.header(Headers.PERSISTED, "false")).body(body);
    }

    /** Whether the caller prefers not to wait (RFC 7240). */
    public static boolean respondAsync(@Nullable String prefer) {
        return prefer != null
                && Arrays.stream(prefer.split("[,;]"))
                        .anyMatch(part -> part.trim().equalsIgnoreCase("respond-async"));
    }
}

package dev.statewave.contract.audit;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Who acts: the API key of a request.
 *
 * @param id of the key
 * @param name that the key was issued under; empty where it has none
 */
public record Actor(String id, String name) {

    /** Whoever calls while access is open. */
    public static final Actor ANONYMOUS = new Actor("anonymous", "");

    /** For headers, which carry ASCII only. */
    public String encoded() {
        return URLEncoder.encode(id, StandardCharsets.UTF_8) + "/" + URLEncoder.encode(name, StandardCharsets.UTF_8);
    }

    /** @param encoded as {@link #encoded} wrote it; {@link #ANONYMOUS} for null, and for what it did not write */
    public static Actor parse(@Nullable String encoded) {
        int slash = encoded == null ? -1 : encoded.indexOf('/');
        if (encoded == null || slash <= 0) {
            return ANONYMOUS;
        }
        try {
            return new Actor(
                    URLDecoder.decode(encoded.substring(0, slash), StandardCharsets.UTF_8),
                    URLDecoder.decode(encoded.substring(slash + 1), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            return ANONYMOUS;
        }
    }
}

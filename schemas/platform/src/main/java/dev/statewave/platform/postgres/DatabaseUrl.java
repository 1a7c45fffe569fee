package dev.statewave.platform.postgres;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;

/**
 * A database address as operators write it, for both drivers.
 *
 * @param port 5432 where none was given
 * @param options the query string as it stood, or an empty one
 */
public record DatabaseUrl(String host, int port, String database, String user, String password, String options) {

    /** @throws IllegalArgumentException with a sentence that says how to mend it */
    public static DatabaseUrl parse(String url) {
        return parse("STATEWAVE_DATABASE_URL", url);
    }

    /** @param setting the name that the sentence says */
    static DatabaseUrl parse(String setting, String url) {
        try {
            URI uri = new URI(url.trim().replaceFirst("^(postgresql|postgres)(\\+[a-z0-9]+)?:", "postgresql:"));
            String path = uri.getPath();
            if (!"postgresql".equals(uri.getScheme()) || uri.getHost() == null || path == null || path.length() < 2) {
                throw malformed(setting);
            }
            String[] credentials = uri.getRawUserInfo() == null
                    ? new String[] {"statewave"}
                    : uri.getRawUserInfo().split(":", 2);
            return new DatabaseUrl(
                    uri.getHost(),
                    uri.getPort() < 0 ? 5432 : uri.getPort(),
                    path.substring(1),
                    decode(credentials[0]),
                    credentials.length > 1 ? decode(credentials[1]) : "",
                    uri.getRawQuery() == null ? "" : uri.getRawQuery());
        } catch (URISyntaxException e) {
            throw malformed(setting);
        }
    }

    // The address itself is not repeated: it carries the password.
    private static IllegalArgumentException malformed(String setting) {
        return new IllegalArgumentException(
                setting
                        + " is not an address: write postgresql://user:password@host:5432/database (special characters percent-encoded)");
    }

    public String jdbc() {
        return "jdbc:postgresql://%s:%d/%s%s".formatted(host, port, database, options.isEmpty() ? "" : "?" + options);
    }

    private static String decode(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return "postgresql://%s:***@%s:%d/%s".formatted(user, host, port, database);
    }
}

package dev.statewave.platform.postgres;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.NullMarked;

/**
 * A database URL, read once and given to every driver: JDBC, R2DBC and the JDBC connections of Debezium.
 *
 * @param host a name or an address, IPv6 without brackets
 * @param port 5432 if the URL has none
 */
@NullMarked
public record DatabaseUrl(
        String host, int port, String database, String user, String password, DatabaseOptions options) {

    private static final int DEFAULT_PORT = 5432;
    private static final int MAX_PORT = 65_535;

    /** @throws IllegalArgumentException with a sentence that names the mistake and the mend */
    public static DatabaseUrl parse(String url) {
        return parse("STATEWAVE_DATABASE_URL", url);
    }

    /** @param setting the setting that the sentence names */
    static DatabaseUrl parse(String setting, String url) {
        String text = afterScheme(setting, url.trim());
        int query = text.indexOf('?');
        String location = query < 0 ? text : text.substring(0, query);
        int slash = location.indexOf('/');
        int at = location.indexOf('@');
        if (slash < 0 || at > slash || location.indexOf('@', at + 1) >= 0) {
            throw malformed(setting);
        }
        String credentials = at < 0 ? "statewave" : location.substring(0, at);
        int colon = credentials.indexOf(':');
        Authority authority = Authority.parse(setting, location.substring(at + 1, slash));
        String database = decode(setting, location.substring(slash + 1));
        if (database.isEmpty()) {
            throw malformed(setting);
        }
        DatabaseOptions options = DatabaseOptions.parse(setting, query < 0 ? "" : text.substring(query + 1));
        if (options.sslMode() == SslMode.VERIFY_FULL && authority.host().contains(":")) {
            throw new IllegalArgumentException(setting
                    + " has the option sslmode=verify-full for an IPv6 address, which JDBC cannot verify: write "
                    + "the name of the host, or sslmode=verify-ca.");
        }
        return new DatabaseUrl(
                authority.host(),
                authority.port(),
                database,
                decode(setting, colon < 0 ? credentials : credentials.substring(0, colon)),
                colon < 0 ? "" : decode(setting, credentials.substring(colon + 1)),
                options);
    }

    private static String afterScheme(String setting, String url) {
        int end = url.indexOf("://");
        String scheme = end < 0 ? "" : url.substring(0, end);
        int driver = scheme.indexOf('+');
        String dialect = driver < 0 ? scheme : scheme.substring(0, driver);
        if (!dialect.equals("postgresql") && !dialect.equals("postgres")
                || url.indexOf('#') >= 0
                || url.chars().anyMatch(c -> c <= ' ' || c == 0x7f)) {
            throw malformed(setting);
        }
        return url.substring(end + "://".length());
    }

    private record Authority(String host, int port) {

        static Authority parse(String setting, String text) {
            if (text.indexOf(',') >= 0) {
                throw new IllegalArgumentException(setting
                        + " names several hosts, which the relay of events cannot use: name the one that accepts "
                        + "writes.");
            }
            int bracket = text.startsWith("[") ? text.indexOf(']') : 0;
            int colon = text.indexOf(':', Math.max(bracket, 0));
            String host = colon < 0 ? text : text.substring(0, colon);
            if (bracket > 0 && host.length() == bracket + 1) {
                host = host.substring(1, bracket);
            } else if (host.indexOf('[') >= 0 || colon != text.lastIndexOf(':')) {
                throw malformed(setting);
            }
            host = decode(setting, host);
            if (host.isEmpty() || host.startsWith("/")) {
                throw malformed(setting);
            }
            return new Authority(host, colon < 0 ? DEFAULT_PORT : port(setting, text.substring(colon + 1)));
        }

        private static int port(String setting, String text) {
            boolean number =
                    !text.isEmpty() && text.length() <= 5 && text.chars().allMatch(c -> c >= '0' && c <= '9');
            int port = number ? Integer.parseInt(text) : 0;
            if (port < 1 || port > MAX_PORT) {
                throw malformed(setting);
            }
            return port;
        }
    }

    // The URL itself is not repeated: it contains the password.
    private static IllegalArgumentException malformed(String setting) {
        return new IllegalArgumentException(setting
                + " is not a database URL: write postgresql://user:password@host:5432/database (special characters "
                + "percent-encoded).");
    }

    static String decode(String setting, String text) {
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw malformed(setting);
        }
    }

    /** With all options, without user and password. */
    public String jdbc() {
        var url = new StringBuilder("jdbc:postgresql://%s:%d/%s".formatted(bracketed(), port, encode(database)));
        String separator = "?";
        for (Map.Entry<String, String> option : options.jdbc().entrySet()) {
            url.append(separator).append(option.getKey()).append('=').append(encode(option.getValue()));
            separator = "&";
        }
        return url.toString();
    }

    /** The settings of a Debezium connector. It makes a JDBC URL of host, port and database itself. */
    public Properties debezium() {
        var properties = new Properties();
        properties.put("database.hostname", bracketed());
        properties.put("database.port", String.valueOf(port));
        properties.put("database.user", user);
        properties.put("database.password", password);
        properties.put("database.dbname", encode(database));
        // The connector has settings of its own for TLS; the rest it passes to the driver.
        options.jdbc()
                .forEach((name, value) ->
                        properties.put((name.startsWith("ssl") ? "database." : "driver.") + name, value));
        return properties;
    }

    private String bracketed() {
        return host.contains(":") ? "[" + host + "]" : host;
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    @Override
    public String toString() {
        return "postgresql://%s:***@%s:%d/%s".formatted(user, bracketed(), port, database);
    }
}

package dev.statewave.platform.postgres;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;

/**
 * The options of a database URL. Each of them is honoured by all drivers; one that a driver cannot honour is refused.
 *
 * @param rootCertificate the file of the certificate authority; null unless {@code sslMode} verifies
 * @param clientCertificate what the client identifies itself with; null for none
 * @param connectTimeoutSeconds null for the default of each pool
 * @param applicationName how PostgreSQL lists the connections, except those that Debezium names itself; null for the
 *     name of the deployable
 * @param channelBinding {@code disable}, {@code prefer} or {@code require}; null for the default of the drivers
 */
@NullMarked
public record DatabaseOptions(
        SslMode sslMode,
        @Nullable String rootCertificate,
        @Nullable ClientCertificate clientCertificate,
        @Nullable Integer connectTimeoutSeconds,
        @Nullable String applicationName,
        @Nullable String channelBinding) {

    private static final int MAX_CONNECT_TIMEOUT = 300;

    /** In the spelling of libpq, and where JDBC spells it otherwise in that of JDBC. */
    private static final Map<String, String> NAMES = Map.ofEntries(
            Map.entry("sslmode", "sslmode"),
            Map.entry("sslrootcert", "sslrootcert"),
            Map.entry("sslcert", "sslcert"),
            Map.entry("sslkey", "sslkey"),
            Map.entry("connect_timeout", "connect_timeout"),
            Map.entry("connectTimeout", "connect_timeout"),
            Map.entry("application_name", "application_name"),
            Map.entry("ApplicationName", "application_name"),
            Map.entry("channel_binding", "channel_binding"),
            Map.entry("channelBinding", "channel_binding"),
            Map.entry("target_session_attrs", "target_session_attrs"),
            Map.entry("targetServerType", "target_session_attrs"));

    /** Options that some driver does not know, and what to do instead. */
    private static final Map<String, String> REFUSED = Map.of(
            "ssl", "write sslmode=require or sslmode=verify-full instead",
            "sslpassword",
                    "JDBC cannot read an encrypted PEM key, so store the key unencrypted, readable by one user only",
            "user", "write it before the host",
            "password", "write it before the host",
            "host", "write it in its place in the URL",
            "port", "write it behind the host",
            "dbname", "write it behind the host",
            "options", "set it for the role, by ALTER ROLE … SET",
            "sslfactory", "only JDBC knows it, so write sslmode and sslrootcert instead");

    /**
     * Prefers TLS where the server offers it, as libpq does.
     *
     * @param query the query string of the URL
     * @throws IllegalArgumentException with a sentence that names option, value and mend
     */
    static DatabaseOptions parse(String setting, String query) {
        Map<String, String> given = given(setting, query);
        SslMode mode = sslMode(setting, given);
        String target = given.getOrDefault("target_session_attrs", "any");
        if (!target.equals("any")) {
            throw refused(
                    setting,
                    "target_session_attrs",
                    target,
                    "reads would ignore it: remove it and name the host that accepts writes");
        }
        return new DatabaseOptions(
                mode,
                rootCertificate(setting, given, mode),
                ClientCertificate.parse(setting, given.get("sslcert"), given.get("sslkey"), mode),
                connectTimeout(setting, given.get("connect_timeout")),
                given.get("application_name"),
                channelBinding(setting, given.get("channel_binding")));
    }

    private static Map<String, String> given(String setting, String query) {
        var given = new LinkedHashMap<String, String>();
        for (String option : query.split("&")) {
            if (option.isEmpty()) {
                continue;
            }
            int equals = option.indexOf('=');
            String name = equals < 0 ? option : option.substring(0, equals);
            String known = NAMES.get(name);
            if (known == null) {
                // Without the value, which may be a secret.
                throw new IllegalArgumentException(
                        "%s has the option %s, which cannot be used: %s. Known options are %s."
                                .formatted(
                                        setting,
                                        name,
                                        REFUSED.getOrDefault(name, "correct its spelling or remove it"),
                                        String.join(", ", new TreeSet<>(NAMES.values()))));
            }
            String value = equals < 0 ? "" : DatabaseUrl.decode(setting, option.substring(equals + 1));
            if (value.isEmpty()) {
                throw refused(setting, name, value, "it has no value: give it one or remove it");
            }
            if (given.put(known, value) != null) {
                throw refused(setting, name, value, "it stands there twice: remove one");
            }
        }
        return given;
    }

    private static SslMode sslMode(String setting, Map<String, String> given) {
        String text = given.get("sslmode");
        return text == null
                ? SslMode.PREFER
                : SslMode.of(text)
                        .orElseThrow(() -> refused(
                                setting,
                                "sslmode",
                                text,
                                "write disable, allow, prefer, require, verify-ca or verify-full"));
    }

    private static @Nullable String rootCertificate(String setting, Map<String, String> given, SslMode mode) {
        String file = given.get("sslrootcert");
        if (file == null) {
            if (mode.verifies()) {
                throw refused(
                        setting,
                        "sslmode",
                        mode.text(),
                        "it needs the certificate authority of the server: add sslrootcert=/path/to/ca.crt");
            }
            return null;
        }
        if (!mode.verifies()) {
            throw refused(
                    setting,
                    "sslrootcert",
                    file,
                    "with sslmode=%s the certificate is not checked: write sslmode=verify-full or verify-ca"
                            .formatted(mode.text()));
        }
        return readable(setting, "sslrootcert", file);
    }

    private static @Nullable Integer connectTimeout(String setting, @Nullable String text) {
        if (text == null) {
            return null;
        }
        boolean number = text.length() <= 3 && text.chars().allMatch(c -> c >= '0' && c <= '9');
        int seconds = number ? Integer.parseInt(text) : 0;
        if (seconds < 1 || seconds > MAX_CONNECT_TIMEOUT) {
            throw refused(setting, "connect_timeout", text, "write 1 to %d seconds".formatted(MAX_CONNECT_TIMEOUT));
        }
        return seconds;
    }

    private static @Nullable String channelBinding(String setting, @Nullable String text) {
        if (text != null && !Set.of("disable", "prefer", "require").contains(text)) {
            throw refused(setting, "channel_binding", text, "write disable, prefer or require");
        }
        return text;
    }

    static String readable(String setting, String name, String file) {
        if (!Files.isReadable(Path.of(file)) || Files.isDirectory(Path.of(file))) {
            throw refused(setting, name, file, "there is no such file that this process may read");
        }
        return file;
    }

    static IllegalArgumentException refused(String setting, String name, String value, String reason) {
        return new IllegalArgumentException(
                "%s has the option %s=%s, which cannot be used: %s.".formatted(setting, name, value, reason));
    }

    /** The options in the spelling of JDBC. */
    Map<String, String> jdbc() {
        var properties = new LinkedHashMap<String, String>();
        properties.put("sslmode", sslMode.text());
        if (rootCertificate != null) {
            properties.put("sslrootcert", rootCertificate);
        }
        if (clientCertificate != null) {
            properties.put("sslcert", clientCertificate.certificate());
            properties.put("sslkey", clientCertificate.key());
            properties.put("pemKeyAlgorithm", clientCertificate.algorithm());
        }
        if (connectTimeoutSeconds != null) {
            properties.put("connectTimeout", connectTimeoutSeconds.toString());
        }
        if (applicationName != null) {
            properties.put("ApplicationName", applicationName);
        }
        if (channelBinding != null) {
            properties.put("channelBinding", channelBinding);
        }
        return properties;
    }
}

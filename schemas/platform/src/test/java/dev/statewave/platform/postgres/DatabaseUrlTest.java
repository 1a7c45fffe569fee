package dev.statewave.platform.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.util.Base64;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.Driver;

class DatabaseUrlTest {

    @TempDir
    private Path files;

    @BeforeEach
    void writeCertificate() throws Exception {
        Files.writeString(files.resolve("ca.crt"), "a certificate");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "postgresql://u:p%40ss@db:5433/x?sslmode=require",
                "postgresql+asyncpg://u:p%40ss@db:5433/x?sslmode=require",
                "postgres://u:p%40ss@db:5433/x?sslmode=require"
            })
    void everySpelling_isRead(String url) {
        assertThat(DatabaseUrl.parse(url))
                .isEqualTo(new DatabaseUrl(
                        "db",
                        5433,
                        "x",
                        "u",
                        "p@ss",
                        new DatabaseOptions(SslMode.REQUIRE, null, null, null, null, null)));
    }

    @ParameterizedTest
    @CsvSource({
        "postgresql://db/x, db, 5432, x, statewave, ''",
        "postgresql://u@my_db.svc:1/x, my_db.svc, 1, x, u, ''",
        "postgresql://u:a%2Fb%3Ac%40d%3Fe+f@db/x, db, 5432, x, u, a/b:c@d?e+f",
        "postgresql://u:a:b@db/x, db, 5432, x, u, a:b",
        "postgresql://%C3%BC:p@db/a%20b%2Fc, db, 5432, a b/c, ü, p",
        "postgresql://u:p@[::1]/x, ::1, 5432, x, u, p",
        "postgresql://u:p@[fd00::7]:6000/x, fd00::7, 6000, x, u, p",
        "postgresql://u:p@10.0.0.7:65535/x, 10.0.0.7, 65535, x, u, p"
    })
    void parts_areDecoded(String text, String host, int port, String database, String user, String password) {
        DatabaseUrl url = DatabaseUrl.parse(text);

        assertThat(url.host()).isEqualTo(host);
        assertThat(url.port()).isEqualTo(port);
        assertThat(url.database()).isEqualTo(database);
        assertThat(url.user()).isEqualTo(user);
        assertThat(url.password()).isEqualTo(password);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "mysql://u:secret@h/d",
                "postgresql://u:secret@h",
                "postgresql://u:secret@h/",
                "postgresql://u:sec ret@h/d",
                "postgresql://u:secret@/d",
                "postgresql:///d",
                "postgresql://u:secret@h:0/d",
                "postgresql://u:secret@h:65536/d",
                "postgresql://u:secret@h:x/d",
                "postgresql://u:secret@h:/d",
                "postgresql://u:secret@h:1:2/d",
                "postgresql://u:secret@::1/d",
                "postgresql://u:secret@[::1/d",
                "postgresql://u:secret@[::1]x/d",
                "postgresql://u:secret@%2Fvar%2Frun/d",
                "postgresql://u:secret@h/d#x",
                "postgresql://u:secret%zz@h/d",
                "postgresql://u:secret@x@h/d",
                "postgresql://u:sec/ret@h/d",
                "postgresql:u:secret@h/d"
            })
    void malformed_isRefusedWithoutItsPassword(String url) {
        assertThatThrownBy(() -> DatabaseUrl.parse(url))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("STATEWAVE_DATABASE_URL")
                .hasMessageContaining("postgresql://user:password@host:5432/database")
                .hasMessageNotContaining("secret")
                .hasMessageNotContaining("sec ret");
    }

    @Test
    void severalHosts_areRefused() {
        assertThatThrownBy(() -> DatabaseUrl.parse("postgresql://u:secret@a:1,b:2/d"))
                .hasMessageContaining("several hosts")
                .hasMessageContaining("name the one that accepts writes")
                .hasMessageNotContaining("secret");
    }

    @Test
    void jdbc_carriesTheOptions() throws Exception {
        Files.writeString(files.resolve("a b&c.crt"), "a certificate");
        String root = files.resolve("a b&c.crt").toString();
        DatabaseUrl url = DatabaseUrl.parse(
                "postgresql://u:p@[::1]:7/a%20b%2Bc?sslmode=verify-ca&connect_timeout=7&application_name=my%20app"
                        + "&channel_binding=require&sslrootcert="
                        + root.replace(" ", "%20").replace("&", "%26"));

        // As the driver reads it.
        Properties read = Driver.parseURL(url.jdbc(), new Properties());

        assertThat(read)
                .contains(
                        entry("PGHOST", "[::1]"),
                        entry("PGPORT", "7"),
                        entry("PGDBNAME", "a b+c"),
                        entry("sslmode", "verify-ca"),
                        entry("sslrootcert", root),
                        entry("connectTimeout", "7"),
                        entry("ApplicationName", "my app"),
                        entry("channelBinding", "require"));
    }

    @Test
    void withoutOptions_tlsIsPreferredByAll() {
        DatabaseUrl url = DatabaseUrl.parse("postgresql://u@db/x");

        assertThat(url.jdbc()).isEqualTo("jdbc:postgresql://db:5432/x?sslmode=prefer");
        assertThat(url.debezium()).containsEntry("database.sslmode", "prefer");
    }

    @ParameterizedTest
    @ValueSource(strings = {"disable", "allow", "prefer", "require"})
    void sslMode_reachesEveryDriver(String mode) {
        DatabaseUrl url = DatabaseUrl.parse("postgresql://u:p@[::1]:7/x?sslmode=" + mode);

        assertThat(url.jdbc()).endsWith("?sslmode=" + mode);
        assertThat(url.debezium())
                .containsAllEntriesOf(Map.of(
                        "database.hostname",
                        "[::1]",
                        "database.port",
                        "7",
                        "database.dbname",
                        "x",
                        "database.user",
                        "u",
                        "database.password",
                        "p",
                        "database.sslmode",
                        mode));
        assertThat(ReadPool.configuration(url).build().toString()).contains("host='::1'");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "sslmode=on                                  | sslmode=on            | disable, allow, prefer",
                "sslmode=                                    | sslmode=              | no value",
                "sslmode                                     | sslmode=              | no value",
                "sslmode=require&sslmode=disable             | sslmode=disable       | remove one",
                "connect_timeout=5&connectTimeout=5          | connectTimeout=5      | remove one",
                "sslmod=require                              | sslmod                | spelling",
                "SSLMODE=require                             | SSLMODE               | spelling",
                "ssl=true                                    | ssl                   | sslmode=require",
                "sslpassword=secret                          | sslpassword           | unencrypted",
                "password=secret                             | password              | before the host",
                "prepareThreshold=0                          | prepareThreshold      | Known options are",
                "sslmode=verify-full                         | sslmode=verify-full   | sslrootcert",
                "sslmode=verify-ca                           | sslmode=verify-ca     | sslrootcert",
                "sslmode=require&sslrootcert=CA              | sslrootcert=          | sslmode=verify-full",
                "sslrootcert=CA                              | sslrootcert=          | sslmode=verify-full",
                "sslmode=verify-full&sslrootcert=/no/where   | sslrootcert=/no/where | no such file",
                "sslmode=verify-full&sslrootcert=system      | sslrootcert=system    | no such file",
                "sslcert=CA                                  | sslcert=              | sslkey",
                "sslkey=CA                                   | sslkey=               | sslcert",
                "sslcert=CA&sslkey=/no/where                 | sslkey=/no/where      | no such file",
                "sslcert=CA&sslkey=CA                        | sslkey=               | openssl pkcs8",
                "sslmode=disable&sslcert=CA&sslkey=CA        | sslcert=              | sslmode=require",
                "connect_timeout=0                           | connect_timeout=0     | 1 to 300",
                "connect_timeout=5s                          | connect_timeout=5s    | 1 to 300",
                "connect_timeout=9999                        | connect_timeout=9999  | 1 to 300",
                "target_session_attrs=primary                | target_session_attrs=primary | accepts writes",
                "channel_binding=maybe                       | channel_binding=maybe | require"
            })
    void optionThatADriverCannotHonour_isRefusedWithTheMend(String query, String option, String mend) {
        String url = "postgresql://u:p@db/x?" + query.replace("=CA", "=" + files.resolve("ca.crt"));

        assertThatThrownBy(() -> DatabaseUrl.parse("STATEWAVE_REPLICATION_URL", url))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("STATEWAVE_REPLICATION_URL has the option " + option)
                .hasMessageContaining(mend)
                .hasMessageNotContaining("secret");
    }

    @Test
    void verifyFullOfAnIpv6Address_isRefused() {
        String query = "?sslmode=verify-full&sslrootcert=" + files.resolve("ca.crt");

        assertThatThrownBy(() -> DatabaseUrl.parse("postgresql://u@[::1]/x" + query))
                .hasMessageContaining("sslmode=verify-full")
                .hasMessageContaining("IPv6");
        assertThat(DatabaseUrl.parse("postgresql://u@10.0.0.1/x" + query)
                        .options()
                        .sslMode())
                .isEqualTo(SslMode.VERIFY_FULL);
    }

    @ParameterizedTest
    @ValueSource(strings = {"RSA", "EC"})
    void clientCertificate_reachesEveryDriver(String algorithm) throws Exception {
        byte[] key = KeyPairGenerator.getInstance(algorithm)
                .generateKeyPair()
                .getPrivate()
                .getEncoded();
        Path file = files.resolve("client.key");
        Files.writeString(
                file,
                "-----BEGIN PRIVATE KEY-----\n%s\n-----END PRIVATE KEY-----\n"
                        .formatted(Base64.getMimeEncoder().encodeToString(key)));
        String certificate = files.resolve("ca.crt").toString();

        DatabaseUrl url = DatabaseUrl.parse(
                "postgresql://u@db/x?sslmode=require&sslcert=%s&sslkey=%s".formatted(certificate, file));

        assertThat(url.options().clientCertificate())
                .isEqualTo(new ClientCertificate(certificate, file.toString(), algorithm));
        assertThat(Driver.parseURL(url.jdbc(), new Properties()))
                .contains(
                        entry("sslcert", certificate),
                        entry("sslkey", file.toString()),
                        entry("pemKeyAlgorithm", algorithm));
        assertThat(url.debezium())
                .containsAllEntriesOf(Map.of(
                        "database.sslcert",
                        certificate,
                        "database.sslkey",
                        file.toString(),
                        "driver.pemKeyAlgorithm",
                        algorithm));
    }

    @Test
    void text_hidesThePassword() {
        assertThat(DatabaseUrl.parse("postgresql://u:secret@[::1]/d").toString())
                .isEqualTo("postgresql://u:***@[::1]:5432/d");
    }

    @Test
    void settings_refuseAUrlThatCannotBeUsed() {
        assertThatThrownBy(() -> new DatabaseSettings("postgresql://u:p@db/x?sslmod=require", "", 1, 1, false))
                .hasMessageStartingWith("STATEWAVE_DATABASE_URL has the option sslmod,");
        assertThatThrownBy(() -> new DatabaseSettings("postgresql://u:p@db/x", "postgresql://db", 1, 1, false))
                .hasMessageStartingWith("STATEWAVE_REPLICATION_URL is not a database URL");
    }
}

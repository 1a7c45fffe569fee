package dev.statewave.platform.postgres;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.NullMarked;

/** How a connection uses TLS, as in libpq. */
@NullMarked
public enum SslMode {
    DISABLE,
    ALLOW,
    PREFER,
    REQUIRE,
    VERIFY_CA,
    VERIFY_FULL;

    static Optional<SslMode> of(String text) {
        return Arrays.stream(values()).filter(mode -> mode.text().equals(text)).findFirst();
    }

    /** The name in a URL. */
    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Whether the certificate of the server is checked. */
    public boolean verifies() {
        return compareTo(VERIFY_CA) >= 0;
    }
}

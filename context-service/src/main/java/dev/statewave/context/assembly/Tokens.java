package dev.statewave.context.assembly;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;

/** Counts tokens. What looks like a special token is counted as the text it is. */
public final class Tokens {

    private final Encoding encoding;

    /** @param encoding its name, such as {@code cl100k_base} */
    Tokens(String encoding) {
        this.encoding = Encodings.newLazyEncodingRegistry().getEncoding(encoding)
                .orElseThrow(() -> new IllegalArgumentException("no encoding " + encoding));
    }

    public int count(String text) {
        return encoding.countTokensOrdinary(text);
    }
}

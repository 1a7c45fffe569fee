package dev.statewave.context.assembly;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import dev.statewave.context.ContextSettings;
import org.springframework.stereotype.Component;

/** Counts tokens. What looks like a special token is counted as the text it is. */
@Component
public final class Tokens {

    private final Encoding encoding;

    Tokens(ContextSettings settings) {
        this(settings.tiktokenModel());
    }

    Tokens(String encoding) {
        this.encoding = Encodings.newLazyEncodingRegistry().getEncoding(encoding)
                .orElseThrow(() -> new IllegalArgumentException("no encoding " + encoding));
    }

    public int count(String text) {
        return encoding.countTokensOrdinary(text);
    }
}

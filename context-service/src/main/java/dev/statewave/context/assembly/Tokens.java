package dev.statewave.context.assembly;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import dev.statewave.context.ContextSettings;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/** Counts tokens. What looks like a special token is counted as the text it is. */
@Component
public final class Tokens {

    private final Encoding encoding;

    @Autowired
    Tokens(ContextSettings settings) {
        this(settings.tiktokenModel());
    }

    /** @param encoding its name, such as {@code cl100k_base} */
    public Tokens(String encoding) {
        this.encoding = Encodings.newLazyEncodingRegistry().getEncoding(encoding)
                .orElseThrow(() -> new IllegalArgumentException("no encoding " + encoding));
    }

    public int count(String text) {
        return encoding.countTokensOrdinary(text);
    }

    /** The beginning of a text, as much of it as so many tokens hold; never half a character. */
    public String first(String text, int most) {
        var begun = encoding.encodeOrdinary(text, most);
        if (!begun.isTruncated()) {
            return text;
        }
        String cut = encoding.decode(begun.getTokens());
        return cut.endsWith("\uFFFD") ? cut.replaceFirst("\uFFFD+$", "") : cut;
    }
}

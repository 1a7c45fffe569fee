package dev.statewave.context.text;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import dev.statewave.context.ContextSettings;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * Counts tokens, and remembers the counts of lines: to count is most of the work of a context, and subjects are asked
 * about again. What looks like a special token is counted as the text it is.
 */
@Component
public final class TokenCounter {

    /** Longer texts are seldom met twice. */
    private static final int LONGEST_LINE = 1_000;

    private static final long REMEMBERED_BYTES = 8L << 20;
    private static final int ENTRY_BYTES = 120;

    private final Encoding encoding;
    private final Cache<String, Integer> lines = Caffeine.newBuilder()
            .maximumWeight(REMEMBERED_BYTES)
            .weigher((String line, Integer count) -> ENTRY_BYTES + 2 * line.length())
            .build();

    @Autowired
    TokenCounter(ContextSettings settings) {
        this(settings.tiktokenModel());
    }

    /** @param encoding its name, such as {@code cl100k_base} */
    public TokenCounter(String encoding) {
        this.encoding = Encodings.newLazyEncodingRegistry()
                .getEncoding(encoding)
                .orElseThrow(() -> new IllegalArgumentException("no encoding " + encoding));
    }

    public int count(String text) {
        return text.length() > LONGEST_LINE
                ? encoding.countTokensOrdinary(text)
                : lines.get(text, encoding::countTokensOrdinary);
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

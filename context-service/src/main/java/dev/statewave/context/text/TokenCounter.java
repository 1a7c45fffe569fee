package dev.statewave.context.text;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import dev.statewave.context.ContextSettings;
import java.nio.charset.StandardCharsets;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * Counts tokens, and remembers the counts of lines: to count is most of the work of a context, and subjects are asked
 * about again. What looks like a special token is counted as the text it is.
 */
@Component
public final class TokenCounter {

    /** Longer lines are seldom met twice. */
    private static final int LONGEST_LINE = 1_000;

    /** What the bytes of half a character are decoded to. */
    private static final char HALF_A_CHARACTER = '\uFFFD';

    private static final long REMEMBERED_BYTES = 8L << 20;
    private static final int ENTRY_BYTES = 120;

    private final Encoding encoding;
    private final Cache<String, Integer> lines = Caffeine.newBuilder()
            .maximumWeight(REMEMBERED_BYTES)
            .weigher((String line, Integer count) -> ENTRY_BYTES + 2 * line.length())
            .build();

    @Autowired
    TokenCounter(ContextSettings settings) {
        this(settings.tiktokenModel().text());
    }

    /** @param encoding its name, such as {@code cl100k_base} */
    public TokenCounter(String encoding) {
        this.encoding = Encodings.newLazyEncodingRegistry()
                .getEncoding(encoding)
                .orElseThrow(() -> new IllegalArgumentException("no encoding " + encoding));
    }

    public int count(String text) {
        int count = 0;
        int from = 0;
        for (int to = nextPiece(text, from); from < text.length(); from = to, to = nextPiece(text, from)) {
            count += countPiece(text.substring(from, to));
        }
        return count;
    }

    private int countPiece(String piece) {
        return piece.length() > LONGEST_LINE
                ? encoding.countTokensOrdinary(wellFormed(piece))
                : lines.get(piece, line -> encoding.countTokensOrdinary(wellFormed(line)));
    }

    /**
     * Where the tokens of a text surely begin anew: behind a line end with no other white space around it, and no slash
     * behind it. No encoding has a token that goes on there.
     */
    private static int nextPiece(String text, int from) {
        int end = text.indexOf('\n', from);
        while (end >= 0 && !endsPiece(text, end)) {
            end = text.indexOf('\n', end + 1);
        }
        return end < 0 ? text.length() : end + 1;
    }

    private static boolean endsPiece(String text, int end) {
        return end > 0
                && end + 1 < text.length()
                && !isSpace(text.charAt(end - 1))
                && !isSpace(text.charAt(end + 1))
                && text.charAt(end + 1) != '/';
    }

    private static boolean isSpace(char c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c) || c == 0x85;
    }

    /** The encoding takes no half characters; UTF-8, as which the text leaves the service, has question marks there. */
    private static String wellFormed(String text) {
        return StandardCharsets.UTF_8.newEncoder().canEncode(text)
                ? text
                : new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }

    /** The beginning of a text, as much of it as so many tokens hold; never half a character. */
    public String first(String text, int most) {
        var begun = encoding.encodeOrdinary(wellFormed(text), most);
        if (!begun.isTruncated()) {
            return text;
        }
        String cut = encoding.decode(begun.getTokens());
        int end = cut.length();
        while (end > 0 && cut.charAt(end - 1) == HALF_A_CHARACTER) {
            end--;
        }
        return cut.substring(0, end);
    }
}

package dev.statewave.ingest.deadletters;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Bytes as a client can read them.
 *
 * @param encoding {@code text} where the bytes are UTF-8, else {@code base64}
 * @param bytes of the whole
 * @param cut whether the end is left out
 */
record LetterValue(@Nullable String value, String encoding, int bytes, boolean cut) {

    /** @param most bytes that are shown */
    static LetterValue of(byte @Nullable [] bytes, int most) {
        if (bytes == null) {
            return new LetterValue(null, "text", 0, false);
        }
        boolean cut = bytes.length > most;
        String text = text(bytes, Math.min(most, bytes.length), cut);
        return text != null
                ? new LetterValue(text, "text", bytes.length, cut)
                : new LetterValue(
                        Base64.getEncoder().encodeToString(cut ? Arrays.copyOf(bytes, most) : bytes),
                        "base64",
                        bytes.length,
                        cut);
    }

    /** Null where it is no text. A character that the cut has split is left out. */
    private static @Nullable String text(byte[] bytes, int length, boolean cut) {
        CharsetDecoder decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        CharBuffer out = CharBuffer.allocate(length);
        CoderResult result = decoder.decode(ByteBuffer.wrap(bytes, 0, length), out, !cut);
        try {
            if (result.isError()) {
                result.throwException();
            }
        } catch (CharacterCodingException e) {
            return null;
        }
        return out.flip().toString();
    }
}

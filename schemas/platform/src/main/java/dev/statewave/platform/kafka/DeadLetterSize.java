package dev.statewave.platform.kafka;

import dev.statewave.contract.topics.RecordHeaders;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/** Makes a dead letter fit into its topic: what is too large loses the end of its value, and its headers say so. */
public final class DeadLetterSize {

    /** What a record takes beside its key, value and headers, and what this adds to the headers, in bytes. */
    private static final int OVERHEAD = 4_096;

    private DeadLetterSize() {}

    /**
     * The value, or as much of it as fits; where it is cut, the full size and hash are added to the headers.
     *
     * @param keySize bytes of the key
     */
    public static byte @Nullable [] fit(int keySize, byte @Nullable [] value, Headers headers) {
        int others = OVERHEAD + keySize + size(headers);
        if (value == null || others + value.length <= KafkaSettings.MAX_DEAD_LETTER_BYTES) {
            return value;
        }
        RecordHeaders.put(headers, RecordHeaders.ORIGINAL_SIZE, String.valueOf(value.length));
        RecordHeaders.put(headers, RecordHeaders.ORIGINAL_SHA256, sha256(value));
        return Arrays.copyOf(value, Math.clamp(KafkaSettings.MAX_DEAD_LETTER_BYTES - others, 0, value.length));
    }

    private static int size(Headers headers) {
        int size = 0;
        for (Header header : headers) {
            // A character of a header's name takes three bytes at most, lengths take ten.
            size += 10 + 3 * header.key().length() + (header.value() == null ? 0 : header.value().length);
        }
        return size;
    }

    private static String sha256(byte[] value) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(value));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}

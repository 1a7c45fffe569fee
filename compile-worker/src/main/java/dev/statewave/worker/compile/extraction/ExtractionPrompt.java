package dev.statewave.worker.compile.extraction;

import dev.statewave.models.ChatPrompt;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** What a model is asked about some episodes. */
final class ExtractionPrompt {

    private static final String RESOURCE = "/prompts/extract-memories.txt";
    private static final int FLOOR = 1_000;
    private static final int PER_EPISODE = 500;

    private final String instructions;
    private final String version;
    private final int mostTokens;

    /** @param mostTokens of one answer */
    ExtractionPrompt(int mostTokens) {
        this.mostTokens = mostTokens;
        try (var in = ExtractionPrompt.class.getResourceAsStream(RESOURCE)) {
            byte[] bytes = in.readAllBytes();
            this.instructions = new String(bytes, StandardCharsets.UTF_8);
            this.version = HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes), 0, 6);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** Follows from the wording, so that nobody can forget to raise it. */
    String version() {
        return version;
    }

    ChatPrompt of(List<String> texts) {
        var numbered = new StringBuilder();
        for (int i = 0; i < texts.size(); i++) {
            numbered.append("<episode index=\"")
                    .append(i)
                    .append("\">\n")
                    .append(texts.get(i))
                    .append("\n</episode>\n");
        }
        return ChatPrompt.json(
                instructions, numbered.toString(), Math.min(mostTokens, Math.max(FLOOR, PER_EPISODE * texts.size())));
    }
}

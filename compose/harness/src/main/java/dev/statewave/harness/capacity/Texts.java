package dev.statewave.harness.capacity;

import dev.statewave.contract.json.Json;
import dev.statewave.harness.measure.TextSource;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.random.RandomGenerator;
import tools.jackson.databind.node.ObjectNode;

/** Payloads of a given size, and questions. */
final class Texts {

    private static final int SENTENCES = 2_000;
    private static final int QUESTIONS = 200;
    /** What stands around the text of a payload. */
    private static final int AROUND = "{\"text\":\"\"}".length();

    private final List<String> texts;
    private final List<String> questions;

    Texts(long seed) {
        var source = new TextSource(seed);
        texts = source.texts(SENTENCES);
        questions = source.questions(QUESTIONS);
    }

    /** A payload of so many bytes as JSON, made of sentences. */
    ObjectNode payload(RandomGenerator random, int bytes) {
        int wanted = Math.max(1, bytes - AROUND);
        var text = new StringBuilder(wanted + 256);
        while (text.length() < wanted) {
            text.append(texts.get(random.nextInt(texts.size()))).append(' ');
        }
        text.setLength(wanted);
        return Json.object().put("text", text.toString());
    }

    /** One of few hundred. */
    String question(RandomGenerator random) {
        return questions.get(random.nextInt(questions.size()));
    }

    /** One that nobody has asked before. */
    String newQuestion(RandomGenerator random) {
        return question(random) + " Reference " + random.nextLong(1_000_000_000L) + ".";
    }

    static int bytes(String json) {
        return json.getBytes(StandardCharsets.UTF_8).length;
    }
}

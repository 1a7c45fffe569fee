package dev.statewave.harness.evaluation;

import dev.statewave.contract.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Reads conversations in the format of LoCoMo (Maharana et al., "Evaluating Very Long-Term Conversational
 * ConversationRuntime of LLM Agents", 2024). Questions without an answer (category 5) are left out, as is evidence that
 * does not exist; the data has typing errors.
 */
public final class ConversationFile {

    private static final int UNANSWERABLE = 5;
    private static final Pattern EVIDENCE = Pattern.compile("D:?(\\d+):(\\d+)");
    private static final DateTimeFormatter DATE = new DateTimeFormatterBuilder()
            .parseCaseInsensitive()
            .appendPattern("h:mm a 'on' d MMMM, uuuu")
            .toFormatter(Locale.ENGLISH);

    private ConversationFile() {}

    /** @throws IllegalArgumentException with a sentence where there is no such file or it is no such data */
    public static List<Conversation> read(Path file) {
        JsonNode root;
        try {
            root = Json.tree(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "%s cannot be read: name a file of conversations in LoCoMo format.".formatted(file), e);
        } catch (JacksonException e) {
            throw new IllegalArgumentException(
                    "%s is no JSON: name a file of conversations in LoCoMo format.".formatted(file), e);
        }
        if (!root.isArray()
                || root.isEmpty()
                || !root.valueStream()
                        .allMatch(one -> one.path("conversation").isObject()
                                && one.path("qa").isArray())) {
            throw new IllegalArgumentException(
                    "%s is no array of {sample_id, conversation, qa}, which is the format of LoCoMo.".formatted(file));
        }
        return root.valueStream().map(ConversationFile::conversation).toList();
    }

    private static Conversation conversation(JsonNode node) {
        List<Conversation.Turn> turns = turns(node.path("conversation"));
        Set<String> known = turns.stream().map(Conversation.Turn::id).collect(Collectors.toSet());
        List<Conversation.Question> questions = node.path("qa")
                .valueStream()
                .filter(question -> question.path("category").asInt(0) != UNANSWERABLE)
                .map(question -> question(question, known))
                .filter(question -> !question.text().isBlank())
                .toList();
        return new Conversation(node.path("sample_id").asString("conversation"), turns, questions);
    }

    private static List<Conversation.Turn> turns(JsonNode conversation) {
        var turns = new ArrayList<Conversation.Turn>();
        for (int session = 1;
                conversation.has("session_" + session) || conversation.has("session_" + session + "_date_time");
                session++) {
            String name = "session_" + session;
            @Nullable Instant at = date(conversation.path(name + "_date_time").asString(""));
            for (JsonNode turn : conversation.path(name)) {
                turns.add(new Conversation.Turn(
                        turn.path("dia_id").asString(""),
                        name,
                        at,
                        turn.path("speaker").asString("someone"),
                        turn.path("text").asString(""),
                        turn.path("blip_caption").asString("")));
            }
        }
        return turns;
    }

    private static Conversation.Question question(JsonNode question, Set<String> known) {
        var evidence = new LinkedHashSet<String>();
        question.path("evidence")
                .valueStream()
                .map(one -> one.asString(""))
                .flatMap(text -> EVIDENCE.matcher(text).results())
                .map(found -> "D" + Integer.parseInt(found.group(1)) + ":" + Integer.parseInt(found.group(2)))
                .filter(known::contains)
                .forEach(evidence::add);
        return new Conversation.Question(
                question.path("question").asString(""),
                question.path("category").asInt(0),
                List.copyOf(evidence));
    }

    /** Null if the text is not a date. */
    private static @Nullable Instant date(String text) {
        try {
            return LocalDateTime.parse(text, DATE).toInstant(ZoneOffset.UTC);
        } catch (DateTimeParseException e) {
            return null;
        }
    }
}

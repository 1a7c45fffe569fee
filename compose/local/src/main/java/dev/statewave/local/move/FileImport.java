package dev.statewave.local.move;

import dev.statewave.contract.json.Json;
import dev.statewave.contract.rest.ApiException;
import dev.statewave.contract.rest.EpisodeInput;
import dev.statewave.contract.rest.FieldReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Records what another memory system has written to a file as episodes, in batches. Each has an idempotency key, so a
 * batch may be sent again, and the whole file too. What is no item is told with its line and left out.
 */
final class FileImport implements ItemReader.Sink {

    private static final int BATCH = EpisodeInput.MAX_BATCH;
    /** Characters of one batch. */
    private static final int LARGEST_BATCH = 2_000_000;
    /** Lines that are told; the others are counted. */
    private static final int TOLD = 100;
    /** How often a batch is sent while the server does not take it. */
    private static final int ATTEMPTS = 8;

    private static final Duration FIRST_WAIT = Duration.ofMillis(500);
    private static final int TOO_MANY = 429;

    private final EpisodeMapping mapping;
    private final AdminClient target;
    private final @Nullable String subject;
    private final @Nullable String tenant;
    private final List<Pending> batch = new ArrayList<>();
    private long characters;
    private long created;
    private long known;
    private long later;
    private long bad;

    /**
     * @param subject of every episode; null for the one that its item names
     * @param tenant null for none
     */
    FileImport(EpisodeMapping mapping, AdminClient target, @Nullable String subject, @Nullable String tenant) {
        this.mapping = mapping;
        this.target = target;
        this.subject = subject;
        this.tenant = tenant;
    }

    private record Pending(long line, ObjectNode episode) {}

    /**
     * @return false where anything was left out
     * @throws IOException where the server does not take any more; the import may be begun again
     */
    boolean run(Path file) throws IOException, InterruptedException {
        new ItemReader(mapping, this).read(file);
        flush();
        System.out.printf(
                "%,d episodes recorded, %,d were there already, %,d lines left out%n", created + later, known, bad);
        if (later > 0) {
            System.out.printf("%,d of them are safe in Kafka and readable once the writer has come to them%n", later);
        }
        return bad == 0;
    }

    @Override
    public void item(long line, JsonNode item, Map<String, String> shared) throws IOException, InterruptedException {
        ObjectNode episode;
        try {
            episode = mapping.episode(item, shared);
            if (subject != null) {
                episode.put("subject_id", subject);
            }
            FieldReader fields = FieldReader.body(episode);
            EpisodeInput input = EpisodeInput.read(fields);
            fields.check();
            input.checkSize(Integer.MAX_VALUE);
        } catch (IllegalArgumentException e) {
            bad(line, String.valueOf(e.getMessage()));
            return;
        } catch (ApiException e) {
            bad(line, e.getMessage() + (e.details() == null ? "" : " " + Json.text(e.details())));
            return;
        }
        int length = episode.toString().length();
        if (batch.size() == BATCH || !batch.isEmpty() && characters + length > LARGEST_BATCH) {
            flush();
        }
        batch.add(new Pending(line, episode));
        characters += length;
    }

    @Override
    public void bad(long line, String why) {
        bad++;
        if (bad <= TOLD) {
            System.err.printf("line %d: %s%n", line, why);
        } else if (bad == TOLD + 1) {
            System.err.println("Further lines are left out without a word.");
        }
    }

    private void flush() throws IOException, InterruptedException {
        if (batch.isEmpty()) {
            return;
        }
        AdminClient.Answer answer = send(batch);
        if (answer.status() / 100 == 2) {
            count(answer, batch.size());
        } else if (answer.status() == 400 || answer.status() == 413 || answer.status() == 422) {
            for (Pending one : batch) {
                AdminClient.Answer alone = send(List.of(one));
                if (alone.status() / 100 == 2) {
                    count(alone, 1);
                } else {
                    bad(one.line(), alone.message());
                }
            }
        } else {
            throw new IOException(
                    "The server takes no episodes (%s). Begin again once that is mended: what is there is passed over."
                            .formatted(answer.message()));
        }
        batch.clear();
        characters = 0;
    }

    private void count(AdminClient.Answer answer, int sent) {
        if (answer.status() == 202) {
            later += sent;
            return;
        }
        int fresh = answer.body().path("episodes_created").asInt(sent);
        created += fresh;
        known += sent - fresh;
    }

    private AdminClient.Answer send(List<Pending> episodes) throws IOException, InterruptedException {
        ObjectNode body = Json.object();
        var list = body.putArray("episodes");
        episodes.forEach(one -> list.add(one.episode()));
        Duration wait = FIRST_WAIT;
        for (int attempt = 1; ; attempt++) {
            String trouble;
            try {
                AdminClient.Answer answer = target.post("/v1/episodes/batch", body.toString(), tenant);
                if (answer.status() < 500 && answer.status() != TOO_MANY || attempt == ATTEMPTS) {
                    return answer;
                }
                trouble = answer.message();
            } catch (IOException e) {
                trouble = String.valueOf(e.getMessage());
                if (attempt == ATTEMPTS) {
                    throw new IOException(
                            "The server does not answer (%s). Begin again once it runs: what is there is passed over."
                                    .formatted(trouble),
                            e);
                }
            }
            Thread.sleep(wait);
            wait = wait.multipliedBy(2);
        }
    }
}

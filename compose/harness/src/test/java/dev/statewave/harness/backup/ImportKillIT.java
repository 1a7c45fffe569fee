package dev.statewave.harness.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.statewave.contract.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

/** All of the system is killed while a subject is imported over REST. */
class ImportKillIT {

    private static final int EPISODES = 400;
    private static final Duration SOON = Duration.ofMinutes(2);

    private Installation system;

    @BeforeEach
    void start() throws Exception {
        system = new Installation(Files.createTempDirectory(Path.of("target").toAbsolutePath(), "kill"), "only");
        system.start();
    }

    @AfterEach
    void stop() {
        system.end();
    }

    @Test
    void importThatWasCutOff_isThereWholeOrNotAtAll_andMayBeRepeated() throws Exception {
        long seed = System.nanoTime();
        var random = new Random(seed);
        for (int round = 0; round < 2; round++) {
            String subject = "imported:" + round;
            ObjectNode payload = payload(subject);
            var importing = CompletableFuture.runAsync(() -> {
                try {
                    system.api.send("POST", "/admin/memory/import", payload.toString());
                } catch (IOException e) {
                    // Cut off.
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            });
            Thread.sleep(random.nextInt(1_500));
            system.lose();
            importing.exceptionally(e -> null).join();
            system.start();
            awaitWriter();

            long there = episodes(subject);
            assertThat(there).as("seed " + seed).isIn(0L, (long) EPISODES);
            if (there == 0) {
                assertThat(system.api
                                .send("POST", "/admin/memory/import", payload.toString())
                                .status())
                        .as("seed " + seed)
                        .isEqualTo(200);
                assertThat(episodes(subject)).as("seed " + seed).isEqualTo(EPISODES);
            }
        }
    }

    /** All that stood on the log is applied: so are records behind it, on whichever partition. */
    private void awaitWriter() {
        for (int i = 0; i < 40; i++) {
            String mark = "mark:" + i;
            await().atMost(SOON).ignoreExceptions().until(() -> system.record(mark, "x") == 201);
        }
    }

    private long episodes(String subject) throws Exception {
        return Long.parseLong(system.one("SELECT count(*) FROM episodes WHERE subject_id = '%s'".formatted(subject)));
    }

    private static ObjectNode payload(String subject) {
        ObjectNode payload =
                Json.object().put("format", "statewave-memory-payload").put("format_version", 1);
        payload.putArray("subjects").addObject().put("original_subject_id", subject);
        var episodes = payload.putArray("episodes");
        for (int i = 0; i < EPISODES; i++) {
            ObjectNode episode =
                    episodes.addObject().put("id", UUID.randomUUID().toString()).put("subject_id", subject);
            episode.putObject("payload").put("text", "I use tool " + i + ".");
        }
        payload.putArray("memories");
        ObjectNode body = Json.object().put("conflict_strategy", "cancel");
        body.set("payload", payload);
        return body;
    }
}

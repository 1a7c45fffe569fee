package dev.statewave.harness.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A system is backed up while it is written, killed, restored elsewhere, and goes on. */
class BackupDrillIT {

    private static final Duration SOON = Duration.ofMinutes(2);

    private Path home;
    private Installation first;
    private final List<Installation> all = new ArrayList<>();

    @BeforeEach
    void start() throws Exception {
        home = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "drill");
        first = installation("first");
        first.start();
    }

    @AfterEach
    void stop() {
        all.forEach(Installation::end);
    }

    private Installation installation(String name) {
        var made = new Installation(home, name);
        all.add(made);
        return made;
    }

    @Test
    void whatWasAnsweredBeforeTheBackupEnded_isThereAfterALoss() throws Exception {
        for (int i = 0; i < 20; i++) {
            assertThat(first.record("user:" + i % 3, "My name is Ada. I use tool %d.".formatted(i)))
                    .isEqualTo(201);
        }
        assertThat(first.api
                        .post("/v1/resolutions", "{'subject_id':'user:1','session_id':'s','status':'open'}")
                        .status())
                .isEqualTo(200);
        await().atMost(SOON).until(first::settled);
        String labelled = first.one("SELECT id FROM memories WHERE kind <> 'passage' ORDER BY sequence LIMIT 1");
        assertThat(first.api
                        .send("PATCH", "/v1/memories/" + labelled + "/labels", "{\"sensitivity_labels\":[\"pii\"]}")
                        .status())
                .isEqualTo(200);
        assertThat(first.api
                        .post("/v1/context", "{'subject_id':'user:1','task':'x','emit_receipt':true}")
                        .status())
                .isEqualTo(200);

        // Agents and producers write on while it is backed up.
        var writing = new AtomicBoolean(true);
        var answered = new ConcurrentLinkedQueue<String>();
        var agent = CompletableFuture.runAsync(() -> {
            for (int i = 0; writing.get(); i++) {
                try {
                    String text = "I use editor " + i + ".";
                    if (first.record("agent:" + i % 2, text) == 201) {
                        answered.add(text);
                    }
                    first.produce("producer:" + i % 2, "I drink tea " + i + ".");
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            }
        });
        Path backup = home.resolve("backup");
        List<String> before = List.copyOf(answered);
        Installation.Said made = first.run("backup", "--to", backup.toString());
        assertThat(made.status()).as(made.text()).isZero();
        Instant between = Instant.now();
        Thread.sleep(1_000);
        writing.set(false);
        agent.get();
        long written = answered.size();
        await().atMost(SOON).until(() -> first.episodes() == 20 + 2 * written && first.settled());
        Installation.Said extended = first.run("backup", "--extend", backup.toString());
        assertThat(extended.status()).as(extended.text()).isZero();
        Map<String, String> digests = first.digests();
        first.lose();

        // Elsewhere.
        var second = installation("second");
        Installation.Said restored = second.run("restore", backup.toString());
        assertThat(restored.status()).as(restored.text()).isZero();
        second.start();
        await().atMost(SOON).until(() -> second.episodes() == 20 + 2 * written && second.settled());
        assertThat(second.digests()).isEqualTo(digests);
        assertThat(second.one("SELECT count(*) FROM memories WHERE 'pii' = ANY (sensitivity_labels)"))
                .isEqualTo("1");

        // It goes on: no record of the new log is taken for one that was applied before.
        for (int i = 0; i < 8; i++) {
            assertThat(second.record("user:" + i, "After the restore " + i)).isEqualTo(201);
        }
        second.produce("producer:0", "After the restore");
        await().atMost(SOON).until(() -> second.episodes() == 29 + 2 * written && second.settled());
        Installation.Said occupied = second.run("restore", backup.toString());
        assertThat(occupied.status()).isEqualTo(1);
        assertThat(occupied.text()).contains("is not empty");
        second.lose();

        earlierTime_isRestored(backup, between, before);
        damage_isRefused(backup);
    }

    private void earlierTime_isRestored(Path backup, Instant between, List<String> before) throws Exception {
        var third = installation("third");
        Installation.Said restored = third.run("restore", backup.toString(), "--until", between.toString());
        assertThat(restored.status()).as(restored.text()).isZero();
        third.start();
        await().atMost(SOON).until(third::settled);
        assertThat(third.one("SELECT count(*) FROM episodes WHERE created_at >= '%s'".formatted(between)))
                .isEqualTo("0");
        assertThat(third.episodes()).isGreaterThanOrEqualTo(20 + before.size());
        third.lose();
    }

    private void damage_isRefused(Path backup) throws Exception {
        var fourth = installation("fourth");
        Path file = backup.resolve("log-0001/statewave.subject-log.jsonl.gz");
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 1;
        Files.write(file, bytes);
        assertRefused(fourth, backup, "is damaged");

        Files.delete(file);
        assertRefused(fourth, backup, "is missing");

        Path manifest = backup.resolve("manifest.json");
        String text = Files.readString(manifest);
        Files.writeString(manifest, text.replaceFirst("\"format\" : 1", "\"format\" : 2"));
        assertRefused(fourth, backup, "in format 2");

        Files.writeString(manifest, text.replaceFirst("\"schema\" : \\d+", "\"schema\" : 9999"));
        assertRefused(fourth, backup, "is damaged");

        Files.delete(manifest);
        assertRefused(fourth, backup, "no backup, or one that was not finished");
        assertThat(fourth.data).doesNotExist();
    }

    private static void assertRefused(Installation where, Path backup, String why) throws Exception {
        Installation.Said refused = where.run("restore", backup.toString());
        assertThat(refused.status()).isEqualTo(1);
        assertThat(refused.text()).contains(why);
    }
}

package dev.statewave.harness.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.statewave.local.Statewave;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Files of other memory systems come in, and subjects go out again. */
class FileImportIT {

    private final TestSystem system = TestSystem.get();
    private final Api api = system.api();
    private final String run = UUID.randomUUID().toString().substring(0, 8);
    private Path folder;

    @BeforeEach
    void folder() throws Exception {
        folder = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "import");
    }

    private Process start(Path said, String... arguments) throws Exception {
        var command = new ArrayList<>(List.of(
                System.getProperty("java.home") + "/bin/java",
                "-Xmx64m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                Statewave.class.getName()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
    }

    /** What the command said, behind its exit status. */
    private String run(String... arguments) throws Exception {
        Path said = folder.resolve("said.log");
        int status = start(said, arguments).waitFor();
        return status + "\n" + Files.readString(said);
    }

    private long episodes(String subject) {
        return system.count("SELECT count(*) FROM episodes WHERE subject_id = ?", subject);
    }

    @Test
    void importThatIsKilled_isBegunAgain_andLosesAndDoublesNothing() throws Exception {
        long seed = System.nanoTime();
        var random = new Random(seed);
        int items = 3_000;
        Path file = folder.resolve("zep.jsonl");
        try (var out = Files.newBufferedWriter(file)) {
            for (int i = 0; i < items; i++) {
                out.write("""
                        {"uuid":"%1$s-%2$d","user_id":"killed:%1$s","session_id":"s","role_type":"assistant",\
                        "role":"Bot","content":"ok","created_at":"2026-01-01T00:00:00Z"}
                        """.formatted(run, i));
            }
        }
        for (int kill = 0; kill < 2; kill++) {
            long before = episodes("killed:" + run);
            Process importing = start(
                    folder.resolve("killed.log"), "import", "--format", "zep", file.toString(), "--to", system.url());
            while (importing.isAlive() && episodes("killed:" + run) == before) {
                Thread.sleep(20);
            }
            Thread.sleep(random.nextInt(200));
            importing.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
        }

        String ended = run("import", "--format", "zep", file.toString(), "--to", system.url());

        assertThat(ended).as("seed " + seed).startsWith("0\n").contains("0 lines left out");
        assertThat(episodes("killed:" + run)).as("seed " + seed).isEqualTo(items);
        assertThat(run("import", "--format", "zep", file.toString(), "--to", system.url()))
                .contains("0 episodes recorded, 3,000 were there already");
        api.delete("/v1/subjects/killed:" + run);
    }

    @Test
    void badLines_areTold_andTheRestIsRecorded() throws Exception {
        Path file = folder.resolve("mem0.jsonl");
        Files.writeString(file, """
                {"id":"1","memory":"I live in Lisbon.","user_id":"mem0:%1$s","run_id":"r","created_at":"2026-01-02T03:04:05Z"}
                {"id":"2","memory":"I use vim.","created_at":"2026-01-02T03:04:05Z"}
                {"id":"3","memory":"x","user_id":"mem0:%1$s","created_at":"yesterday"}
                not json
                {"id":"5","memory":"I like tea.","user_id":"mem0:%1$s","created_at":"2026-01-02T03:04:06Z"}
                """.formatted(run));

        String said = run("import", "--format", "mem0", file.toString(), "--to", system.url());

        assertThat(said)
                .startsWith("1\n")
                .contains("line 2:", "line 3:", "line 4:", "2 episodes recorded", "3 lines left out");
        assertThat(system.count(
                        "SELECT count(*) FROM episodes WHERE subject_id = ? AND source = 'mem0' AND session_id = 'r' "
                                + "AND occurred_at = '2026-01-02T03:04:05Z'",
                        "mem0:" + run))
                .isOne();
        assertThat(run(
                        "import",
                        "--format",
                        "mem0",
                        file.toString(),
                        "--subject",
                        "one:" + run,
                        "--tenant",
                        "t-" + run,
                        "--to",
                        system.url()))
                .contains("3 episodes recorded", "2 lines left out");
        assertThat(system.count(
                        "SELECT count(*) FROM episodes WHERE subject_id = ? AND tenant_id = ?",
                        "one:" + run,
                        "t-" + run))
                .isEqualTo(3);
    }

    @Test
    void exportedSubjects_comeBackAsTheyWere() throws Exception {
        String subject = "out:" + run;
        assertThat(api.post(
                                "/v1/episodes",
                                "{'subject_id':'%s','source':'s','type':'t','payload':{'text':'I live in Lisbon.'}}"
                                        .formatted(subject))
                        .status())
                .isEqualTo(201);
        api.post("/v1/memories/compile", "{'subject_id':'%s'}".formatted(subject));
        Path zip = folder.resolve("out.zip");
        Path lines = folder.resolve("out.jsonl");
        Path encrypted = folder.resolve("out.zip.gpg");
        Path passphrase = folder.resolve("passphrase");
        Files.writeString(passphrase, "correct horse battery\n");

        for (Path file : List.of(zip, lines)) {
            assertThat(run("export", "--to", file.toString(), "--subject", subject, "--from", system.url()))
                    .contains("1 of 1 subjects");
            api.delete("/v1/subjects/" + subject);
            assertThat(run("import", "--format", "statewave", file.toString(), "--to", system.url()))
                    .startsWith("0\n")
                    .contains("1 of 1 subjects are there whole");
            assertThat(episodes(subject)).isOne();
        }
        assertThat(run(
                        "export",
                        "--to",
                        encrypted.toString(),
                        "--subject",
                        subject,
                        "--from",
                        system.url(),
                        "--passphrase-file",
                        passphrase.toString()))
                .startsWith("0\n");
        try (var archive = new ZipFile(zip.toFile())) {
            assertThat(archive.getEntry("manifest.json")).isNotNull();
        }
        assertThat(run("export", "--to", zip.toString(), "--from", system.url()))
                .startsWith("1\n")
                .contains("exists");
        byte[] bytes = Files.readAllBytes(zip);
        bytes[bytes.length / 2] ^= 1;
        Files.write(zip, bytes);
        assertThat(run("import", "--format", "statewave", zip.toString(), "--to", system.url()))
                .startsWith("1\n")
                .contains("is damaged");
    }
}

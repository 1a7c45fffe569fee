package dev.statewave.worker.retention;

import static org.assertj.core.api.Assertions.assertThat;

import dev.statewave.worker.TestWorker;
import dev.statewave.worker.store.TestDatabase;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Episodes come by the log, are compiled, and are deleted for their age. */
class EpisodeRetentionTest {

    private final TestWorker worker = new TestWorker();
    private final TestDatabase database = worker.database();
    private final RecordedSubjects subjects = new RecordedSubjects(worker);
    private final String tenant = subjects.tenant;

    @AfterEach
    void close() {
        database.update("DELETE FROM retention_rules WHERE tenant_id = ?", tenant);
        worker.close();
    }

    @Test
    void compiledEpisodes_areDeletedByTheirAge_andTheirMemoriesStay() throws Exception {
        rule("", 10);
        rule("longer", 30);
        for (String subject : List.of("a", "longer")) {
            for (int days : List.of(1, 20, 40)) {
                subjects.write(subject, RecordedSubjects.episode(days, "I live in Town" + days + "."));
            }
            subjects.compile(subject);
        }
        subjects.write("waits", RecordedSubjects.episode(40, "I use vim."));
        long memories = count("SELECT count(*) FROM memories WHERE tenant_id = ?");

        RetentionJobs.run(worker);

        assertThat(left("a")).isEqualTo("1");
        assertThat(left("longer")).isEqualTo("1, 20");
        assertThat(left("waits")).isEqualTo("40");
        assertThat(count("SELECT count(*) FROM memories WHERE tenant_id = ?")).isEqualTo(memories);
        assertThat(count("SELECT episodes FROM subject_activity WHERE tenant_id = ? AND subject_id = 'a'"))
                .isEqualTo(1);
        assertThat(database.text("""
                        SELECT to_char(now() - first_episode_at, 'DD') FROM subject_activity
                        WHERE tenant_id = ? AND subject_id = 'a'""", tenant)).isEqualTo("01");
        subjects.compile("waits");
        RetentionJobs.run(worker);
        assertThat(count("SELECT count(*) FROM episodes WHERE tenant_id = ? AND subject_id = 'waits'"))
                .isZero();
        for (String subject : List.of("a", "longer", "waits")) {
            subjects.erase(subject);
        }
    }

    @Test
    void repeatOfTheLog_bringsNoEpisodeBack() throws Exception {
        rule("", 10);
        subjects.write("repeated", RecordedSubjects.episode(40, "I live in Oslo."));
        subjects.compile("repeated");
        RetentionJobs.run(worker);

        subjects.repeat();

        assertThat(count("SELECT count(*) FROM episodes WHERE tenant_id = ?")).isZero();
        subjects.erase("repeated");
    }

    @Test
    void textOfALongEpisode_goesWithIt_andItsSummaryStandsForItself() throws Exception {
        rule("", 10);
        subjects.write("long", RecordedSubjects.episode(40, "There was a story about boats and rivers. ".repeat(200)));
        subjects.compile("long");
        assertThat(count("SELECT count(*) FROM memories WHERE tenant_id = ? AND kind = 'passage'"))
                .isPositive();

        RetentionJobs.run(worker);

        assertThat(count("SELECT count(*) FROM memories WHERE tenant_id = ? AND kind = 'passage'"))
                .isZero();
        assertThat(count("SELECT count(*) FROM memories WHERE tenant_id = ? AND kind = 'episode_summary' "
                        + "AND passages = 0"))
                .isEqualTo(1);
        subjects.erase("long");
    }

    @Test
    void subjectWithoutEpisodes_staysKnown_untilItIsErased() throws Exception {
        rule("", 10);
        long before = known();
        subjects.write("quiet", RecordedSubjects.episode(40, "I live in Oslo."));
        subjects.compile("quiet");

        RetentionJobs.run(worker);

        String activity = "SELECT count(*) FROM subject_activity WHERE tenant_id = ? AND episodes = ";
        assertThat(count(activity + 0)).isEqualTo(1);
        assertThat(known()).isEqualTo(before + 1);
        subjects.write("quiet", RecordedSubjects.episode(2, "I use vim."));
        assertThat(count(activity + 1)).isEqualTo(1);
        assertThat(count("SELECT count(*) FROM subject_activity WHERE tenant_id = ? "
                        + "AND first_episode_at > now() - interval '3 days'"))
                .isEqualTo(1);
        assertThat(known()).isEqualTo(before + 1);
        subjects.compile("quiet");
        database.update("UPDATE episodes SET created_at = now() - interval '40 days' WHERE tenant_id = ?", tenant);
        database.update(
                "UPDATE subject_activity SET first_episode_at = now() - interval '40 days' WHERE tenant_id = ?",
                tenant);
        RetentionJobs.run(worker);
        assertThat(count(activity + 0)).isEqualTo(1);

        subjects.erase("quiet");

        assertThat(count("SELECT count(*) FROM subject_activity WHERE tenant_id = ?"))
                .isZero();
        assertThat(count("SELECT count(*) FROM subject_sessions WHERE tenant_id = ?"))
                .isZero();
        assertThat(known()).isEqualTo(before);
    }

    @Test
    void rebuild_keepsMemoriesWhoseEpisodesAreGone() throws Exception {
        rule("", 10);
        subjects.write(
                "rebuilt",
                RecordedSubjects.episode(40, "My name is Ada. I live in London."),
                RecordedSubjects.episode(30, "I live in Lisbon."));
        subjects.compile("rebuilt");
        subjects.write("rebuilt", RecordedSubjects.episode(1, "I use vim."));
        subjects.compile("rebuilt");
        String digest =
                "SELECT string_agg((to_jsonb(m) - 'words' - 'reported_by')::text, E'\\n' ORDER BY id) FROM memories m WHERE tenant_id = ?";
        String before = database.text(digest, tenant);
        RetentionJobs.run(worker);
        assertThat(count("SELECT count(*) FROM episodes WHERE tenant_id = ?")).isEqualTo(1);

        subjects.rebuild("rebuilt");

        assertThat(database.text(digest, tenant)).isEqualTo(before);
        assertThat(count("SELECT count(*) FROM memories WHERE tenant_id = ? AND status = 'superseded'"))
                .isPositive();
        subjects.erase("rebuilt");
    }

    @Test
    void importedEpisodes_waitForWhatIsMadeOfThem() throws Exception {
        rule("", 10);
        subjects.write("moved", RecordedSubjects.episode(40, "I live in Oslo."));
        subjects.compile("moved");
        database.update(
                "INSERT INTO subject_imports VALUES (gen_random_uuid(), ?, 'moved', ?, ?, 1, 0, NULL, now(), NULL)",
                tenant,
                subjects.last(),
                subjects.last());

        RetentionJobs.run(worker);
        assertThat(count("SELECT count(*) FROM episodes WHERE tenant_id = ?")).isEqualTo(1);
        database.update("UPDATE subject_imports SET finished_at = now() WHERE tenant_id = ?", tenant);
        RetentionJobs.run(worker);

        assertThat(count("SELECT count(*) FROM episodes WHERE tenant_id = ?")).isZero();
        subjects.erase("moved");
    }

    private void rule(String subject, int days) {
        database.update("INSERT INTO retention_rules VALUES (?, ?, 'episodes', ?)", tenant, subject, days);
    }

    /** Ages in days. */
    private String left(String subject) {
        return database.text(
                "SELECT string_agg(type, ', ' ORDER BY type) FROM episodes WHERE tenant_id = ? AND subject_id = ?",
                tenant,
                subject);
    }

    private long known() {
        return count("SELECT coalesce(sum(amount), 0) FROM (SELECT * FROM daily_counts UNION ALL "
                + "SELECT tenant_id, day, counted, status, amount FROM count_changes) c "
                + "WHERE counted = 'subjects' AND tenant_id = ?");
    }

    private long count(String sql) {
        return database.count(sql, tenant);
    }
}

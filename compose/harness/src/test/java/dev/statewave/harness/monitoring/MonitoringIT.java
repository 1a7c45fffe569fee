package dev.statewave.harness.monitoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import dev.statewave.contract.topics.Topics;
import dev.statewave.harness.monitoring.MonitoringFiles.Alert;
import dev.statewave.harness.monitoring.MonitoringFiles.Panel;
import dev.statewave.harness.monitoring.PromQl.Matcher;
import dev.statewave.harness.monitoring.PromQl.Selector;
import dev.statewave.harness.system.Api;
import dev.statewave.harness.system.TestSystem;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The alerts and dashboards of compose/monitoring ask for what a running system exports, and alerts fire. */
class MonitoringIT {

    private static final Duration SOON = Duration.ofSeconds(40);
    /** Made by Prometheus itself. */
    private static final Set<String> OF_PROMETHEUS = Set.of("up", "ALERTS");
    /** Labels whose values appear with the first such answer. */
    private static final Set<String> VALUES_THAT_HAVE_TO_HAPPEN = Set.of("status");
    /** Metrics that a running system begins to export with the first event of their kind. */
    private static final Set<String> METRICS_THAT_HAVE_TO_HAPPEN = Set.of(
            // A policy that hit, by tenant and rule.
            "statewave_policy_hits_total",
            // A budget that was spent, and a record that a follower of a topic could not read.
            "statewave_rate_limit_refused_total",
            "statewave_tail_records_unreadable_total",
            // Where the chat model compiles, by the reason for which it did not.
            "statewave_compile_fallbacks_total",
            // Where traces are exported.
            "statewave_trace_spans_exported_total",
            "statewave_trace_spans_lost_total");

    private static final Pattern LABEL_IN_TEXT = Pattern.compile("\\{\\{[^}]*\\$labels\\.(\\w+)");
    private static final Pattern LABEL_IN_LEGEND = Pattern.compile("\\{\\{(\\w+)}}");
    private static final Pattern NAME_IN_DOCS = Pattern.compile("`(statewave_[a-z0-9_]+)`");
    private static final Pattern PART_OF_SUMMARY = Pattern.compile("_(bucket|count|sum|max)$");

    private final TestSystem system = TestSystem.get();
    private final Api api = system.api();
    private final String tenant = "monitoring-" + UUID.randomUUID().toString().substring(0, 8);

    @Test
    void everyQuery_asksForWhatIsExported() throws Exception {
        List<Panel> queries = new ArrayList<>(MonitoringFiles.panels());
        for (Alert alert : MonitoringFiles.alerts()) {
            queries.add(new Panel(alert.name(), alert.query(), ""));
        }
        assertThat(queries).hasSizeGreaterThan(100);
        requests();

        // What is looked at twice a minute is there a moment after the start.
        await().atMost(SOON).untilAsserted(() -> {
            Scrape scrape = Scrape.of(system.deployables());
            assertThat(queries.stream()
                            .flatMap(panel -> missing(panel, scrape).stream())
                            .toList())
                    .isEmpty();
        });
    }

    private static List<String> missing(Panel panel, Scrape scrape) {
        var missing = new ArrayList<String>();
        PromQl query = PromQl.parse(panel.query());
        assertThat(query.selectors()).as(panel.where()).isNotEmpty();
        for (Selector selector : query.selectors()) {
            if (OF_PROMETHEUS.contains(selector.metric())) {
                continue;
            }
            // One series that has all labels which the query uses, with the values that it wants.
            boolean found = scrape.of(selector.metric()).stream()
                    .anyMatch(series -> series.labels().keySet().containsAll(selector.grouping())
                            && selector.matchers().stream().allMatch(matcher -> fits(matcher, series.labels())));
            if (!found) {
                missing.add("%s: no series for %s".formatted(panel.where(), selector));
            }
        }
        return missing;
    }

    private static boolean fits(Matcher matcher, Map<String, String> labels) {
        String value = labels.get(matcher.label());
        return value != null && (VALUES_THAT_HAVE_TO_HAPPEN.contains(matcher.label()) || matcher.accepts(value));
    }

    @Test
    void textsOfAlertsAndPanels_nameLabelsThatTheirQueriesKeep() throws Exception {
        for (Alert alert : MonitoringFiles.alerts()) {
            PromQl query = PromQl.parse(alert.query());
            for (String annotation : List.of("summary", "description")) {
                var label = LABEL_IN_TEXT.matcher(alert.annotations().getOrDefault(annotation, ""));
                while (label.find()) {
                    assertThat(kept(query))
                            .as("%s: %s", alert.name(), annotation)
                            .contains(label.group(1));
                }
                assertThat(alert.annotations().get(annotation)).as(alert.name()).isNotBlank();
            }
        }
        for (Panel panel : MonitoringFiles.panels()) {
            var label = LABEL_IN_LEGEND.matcher(panel.legend());
            PromQl query = PromQl.parse(panel.query());
            while (label.find()) {
                boolean all = query.grouping().isEmpty() && !panel.query().contains("sum(");
                assertThat(all || query.grouping().contains(label.group(1)))
                        .as("%s: %s", panel.where(), panel.legend())
                        .isTrue();
            }
        }
    }

    /** A query without an aggregation keeps all labels; the two of the target are all that ours use then. */
    private static Set<String> kept(PromQl query) {
        return query.grouping().isEmpty() ? Set.of("job", "instance") : query.grouping();
    }

    @Test
    void everyAlert_hasARunbook_testsAndARowInTheDocs() throws Exception {
        String docs = Files.readString(MonitoringFiles.REPOSITORY.resolve("docs/monitoring.md"));
        var quiet = new TreeSet<String>();
        var firing = new TreeSet<String>();
        for (JsonNode test : MonitoringFiles.yaml("alerts_test.yml").path("tests")) {
            for (JsonNode moment : test.path("alert_rule_test")) {
                (moment.path("exp_alerts").isEmpty() ? quiet : firing)
                        .add(moment.path("alertname").asString());
            }
        }
        for (Alert alert : MonitoringFiles.alerts()) {
            String runbook = alert.annotations().get("runbook");
            assertThat(runbook).as(alert.name()).startsWith("docs/runbooks/");
            assertThat(MonitoringFiles.REPOSITORY.resolve(runbook))
                    .as(alert.name())
                    .isRegularFile();
            assertThat(docs).contains("| `%s` |".formatted(alert.name())).contains(runbook.substring("docs/".length()));
            assertThat(quiet).contains(alert.name());
            assertThat(firing).contains(alert.name());
        }
    }

    @Test
    void everyMetricOfOurs_standsInTheDocs_andNoOther() throws Exception {
        var documented = new TreeSet<String>();
        var name = NAME_IN_DOCS.matcher(Files.readString(MonitoringFiles.REPOSITORY.resolve("docs/monitoring.md")));
        while (name.find()) {
            documented.add(name.group(1));
        }
        await().atMost(SOON).untilAsserted(() -> {
            var exported = new TreeSet<String>();
            Scrape.of(system.deployables()).series().stream()
                    .map(series -> series.name())
                    .filter(metric -> metric.startsWith("statewave_"))
                    .forEach(metric ->
                            exported.add(PART_OF_SUMMARY.matcher(metric).replaceAll("")));
            exported.addAll(METRICS_THAT_HAVE_TO_HAPPEN);
            assertThat(documented).isEqualTo(exported);
        });
    }

    @Test
    void promtool_acceptsTheFiles_andTheTestsOfTheRulesPass() throws Exception {
        assumeThat(PrometheusServer.program("promtool"))
                .as("promtool is installed (apt install prometheus)")
                .isPresent();
        promtool("check", "config", "prometheus.yml");
        promtool("check", "rules", "alerts.yml");
        promtool("test", "rules", "alerts_test.yml");
    }

    private static void promtool(String... arguments) throws Exception {
        var command = new ArrayList<>(List.of("promtool"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .directory(MonitoringFiles.FOLDER.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as("%s: %s", command, said).isZero();
    }

    @Test
    void alertsFire_whenARoleIsPaused_andWhenAProducerSendsRubbish(@TempDir Path folder) throws Exception {
        assumeThat(PrometheusServer.program("prometheus"))
                .as("Prometheus is installed (apt install prometheus)")
                .isPresent();
        try (var prometheus = new PrometheusServer(folder, system.deployables())) {
            await().atMost(SOON).ignoreExceptions().untilAsserted(() -> assertThat(prometheus.targets())
                    .hasSize(5)
                    .allSatisfy(target -> assertThat(target).endsWith(" up")));
            try {
                assertThat(api.send("POST", "/admin/roles/embedder/pause", "{\"reason\": \"a test of alerts\"}")
                                .status())
                        .isEqualTo(200);
                system.produce(Topics.EPISODES, "k", "{'subject_id': 7}", Map.of("X-Tenant-ID", tenant));

                await().atMost(SOON).untilAsserted(() -> assertThat(prometheus.alerts("StatewaveEpisodesRefused"))
                        .singleElement()
                        .satisfies(alert -> {
                            assertThat(alert.path("state").asString()).isEqualTo("firing");
                            assertThat(alert.at("/annotations/description").asString())
                                    .contains("were dead-lettered in the last 15 minutes");
                        }));
                // It fires after ten minutes of that.
                await().atMost(SOON).untilAsserted(() -> assertThat(prometheus.alerts("StatewaveReadinessDegraded"))
                        .extracting(alert -> alert.at("/labels/check").asString())
                        .contains("embedder"));
            } finally {
                assertThat(api.send("POST", "/admin/roles/embedder/resume", null)
                                .status())
                        .isEqualTo(200);
                dropLetters();
            }
            await().atMost(SOON).untilAsserted(() -> assertThat(prometheus.alerts("StatewaveReadinessDegraded"))
                    .noneMatch(alert -> alert.at("/labels/check").asString().equals("embedder")));
        }
    }

    private void dropLetters() throws Exception {
        await().atMost(SOON).untilAsserted(() -> {
            String body = "{\"tenant_id\": \"%s\", \"reason\": \"sent by a test\"}".formatted(tenant);
            assertThat(api.send("POST", "/admin/dead-letters/drop", body)
                            .at("/handled")
                            .asInt())
                    .isEqualTo(1);
        });
    }

    /** Some of the routes that panels show. */
    private void requests() throws Exception {
        assertThat(api.send("POST", "/v1/episodes", """
                {"subject_id": "watched", "source": "user", "type": "message", "payload": {"text": "I live in Faro."}}""", "X-Tenant-ID", tenant).status())
                .isEqualTo(201);
        assertThat(api.send(
                                "POST",
                                "/v1/context",
                                "{\"subject_id\": \"watched\", \"task\": \"where\"}",
                                "X-Tenant-ID",
                                tenant)
                        .status())
                .isEqualTo(200);
        assertThat(api.send("DELETE", "/admin/subjects/watched?tenant_id=" + tenant, null)
                        .status())
                .isEqualTo(200);
    }
}

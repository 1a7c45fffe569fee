package dev.statewave.local.operations;

import dev.statewave.contract.json.Json;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Says what is wrong with an installation and how to mend it. */
@Command(name = "doctor", description = "Say what is wrong and how to mend it. Ends with 0, 1 for warnings, or 2.")
public final class DoctorCommand implements Callable<Integer> {

    private static final int LITTLE_PERCENT = 15;
    private static final int VERY_LITTLE_PERCENT = 5;
    private static final List<String> SEVERITIES = List.of("ok", "warning", "critical");

    @Mixin
    private OperationsClient client = new OperationsClient();

    @Option(names = "--json", description = "print the findings as JSON")
    private boolean json;

    /** Ends with 0 where all is well, 1 where the worst is a warning, 2 where something is critical. */
    @Override
    public Integer call() throws InterruptedException {
        var findings = new ArrayList<JsonNode>();
        disk(findings);
        try {
            client.probe("/readyz").path("checks").forEach(check -> readiness(findings, check));
            client.call("GET", "/admin/doctor", null).path("findings").forEach(findings::add);
        } catch (IOException e) {
            findings.add(finding(
                    "api",
                    "critical",
                    String.valueOf(e.getMessage()),
                    "./statewave up, or --url and --key of the system that runs",
                    "kafka.md"));
        }
        int worst = findings.stream()
                .mapToInt(finding -> SEVERITIES.indexOf(finding.path("severity").asString("ok")))
                .max()
                .orElse(0);
        print(findings, worst);
        return Math.max(0, worst);
    }

    private void print(List<JsonNode> findings, int worst) {
        if (json) {
            ObjectNode all = Json.object().put("status", SEVERITIES.get(Math.max(0, worst)));
            findings.forEach(all.putArray("findings")::add);
            System.out.println(all.toPrettyString());
            return;
        }
        for (JsonNode finding : findings) {
            System.out.printf(
                    "%-8s  %s: %s%n",
                    finding.path("severity").asString(""),
                    finding.path("check").asString(""),
                    finding.path("message").asString(""));
            if (finding.path("mend").isString()) {
                System.out.printf(
                        "          → %s  (docs/runbooks/%s)%n",
                        finding.path("mend").asString(), finding.path("runbook").asString(""));
            }
        }
    }

    /** What of the readiness of the system is not well. */
    private static void readiness(List<JsonNode> findings, JsonNode check) {
        String status = check.path("status").asString("ok");
        if (!status.equals("ok")) {
            findings.add(finding(
                    "readyz",
                    status.equals("fail") ? "critical" : "warning",
                    "%s: %s"
                            .formatted(
                                    check.path("name").asString(""),
                                    check.path("detail").asString(status)),
                    "See the log of that service.",
                    "readiness.md"));
        }
    }

    /** Of the data folder, where this machine has one. */
    private static void disk(List<JsonNode> findings) {
        Path home = Path.of(System.getenv().getOrDefault("STATEWAVE_HOME", "data"));
        if (!Files.isDirectory(home)) {
            return;
        }
        try {
            FileStore store = Files.getFileStore(home);
            long percent = store.getUsableSpace() * 100 / Math.max(1, store.getTotalSpace());
            String message = "%d %% of the disk of %s are free: %,d MiB"
                    .formatted(percent, home, store.getUsableSpace() / (1024 * 1024));
            findings.add(
                    percent >= LITTLE_PERCENT
                            ? finding("data-folder", "ok", message, null, null)
                            : finding(
                                    "data-folder",
                                    percent < VERY_LITTLE_PERCENT ? "critical" : "warning",
                                    message,
                                    "Make room, or move the folder and set STATEWAVE_HOME.",
                                    "disk.md"));
        } catch (IOException e) {
            findings.add(finding(
                    "data-folder",
                    "warning",
                    "The disk of %s cannot be looked at: %s".formatted(home, e.getMessage()),
                    "Run it as the user that the system runs as.",
                    "disk.md"));
        }
    }

    private static ObjectNode finding(
            String check, String severity, String message, @Nullable String mend, @Nullable String runbook) {
        return Json.object()
                .put("check", check)
                .put("severity", severity)
                .put("message", message)
                .put("mend", mend)
                .put("runbook", runbook);
    }
}

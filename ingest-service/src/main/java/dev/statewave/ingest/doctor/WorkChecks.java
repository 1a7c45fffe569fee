package dev.statewave.ingest.doctor;

import dev.statewave.contract.events.StatewaveEvent;
import dev.statewave.contract.json.WireTime;
import dev.statewave.ingest.consumers.GroupReport;
import dev.statewave.ingest.deadletters.OpenDeadLetters;
import dev.statewave.ingest.ledger.LogLedger;
import dev.statewave.ingest.ledger.ReplicationSlots.Slot;
import dev.statewave.ingest.pauses.TenantPauseRepository;
import dev.statewave.ingest.pauses.TenantPauseRepository.Pause;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** What is under way: consumer groups, dead letters, the ledger and the replication slots. Blocks. */
@Component
class WorkChecks {

    private static final String EVENTS_SLOT = StatewaveEvent.REPLICATION_SLOT;
    private static final long HOUR = 3_600;
    private static final long HELD_BYTES = 1024L * 1024 * 1024;

    private final GroupReport groups;
    private final OpenDeadLetters deadLetters;
    private final LogLedger ledger;

    WorkChecks(GroupReport groups, OpenDeadLetters deadLetters, LogLedger ledger) {
        this.groups = groups;
        this.deadLetters = deadLetters;
        this.ledger = ledger;
    }

    List<Finding> look() {
        var findings = new ArrayList<Finding>();
        findings.addAll(groups());
        findings.add(deadLetters());
        findings.add(ledger());
        return findings;
    }

    private List<Finding> groups() {
        var findings = new ArrayList<Finding>();
        for (GroupReport.Group group : groups.groups()) {
            String waits = "%s has a lag of %d records, %.0f s. %s"
                    .formatted(group.group(), group.lag(), group.lagSeconds(), group.detail());
            switch (group.state()) {
                case "stuck" ->
                    findings.add(Finding.critical(
                            "consumer-groups",
                            waits,
                            "Restart the process with the role %s; its /readyz says why it stands."
                                    .formatted(group.role()),
                            "consumer-lag.md"));
                case "behind" ->
                    findings.add(Finding.warning(
                            "consumer-groups",
                            waits,
                            "Add processes with the role %s, up to one a partition.".formatted(group.role()),
                            "consumer-lag.md"));
                case "paused" ->
                    findings.add(Finding.warning(
                            "roles", waits, "POST /admin/roles/%s/resume".formatted(group.role()), "paused-role.md"));
                default -> {
                    // Well.
                }
            }
        }
        return findings.isEmpty()
                ? List.of(Finding.ok("consumer-groups", "No group is behind by a minute or more."))
                : findings;
    }

    private Finding deadLetters() {
        OpenDeadLetters.Summary open = deadLetters.summary();
        return open.count() == 0
                ? Finding.ok("dead-letters", "The inbox is empty.")
                : Finding.warning(
                        "dead-letters",
                        "%s%d letter(s) wait in the inbox, the oldest since %s."
                                .formatted(open.complete() ? "" : "At least ", open.count(), open.oldest()),
                        "./statewave dlq list",
                        "dead-letters.md");
    }

    private Finding ledger() {
        long missing =
                ledger.look().stream().mapToLong(LogLedger.Partition::missing).sum();
        return missing == 0
                ? Finding.ok("ledger", "Every record of the log is applied or on its way.")
                : Finding.critical(
                        "ledger",
                        "%d record(s) of the log were passed and not applied.".formatted(missing),
                        "Restore the database from a backup that is newer than the gap, or see the runbook.",
                        "ledger.md");
    }

    /** Ordered by somebody, so none of them is lag; forgotten, it looks like a tenant without memories. */
    static List<Finding> tenantPauses(List<Pause> pauses) {
        if (pauses.isEmpty()) {
            return List.of(Finding.ok("tenant-pauses", "No tenant is paused."));
        }
        Map<String, List<Pause>> byTenant =
                pauses.stream().collect(Collectors.groupingBy(Pause::tenantId, TreeMap::new, Collectors.toList()));
        var findings = new ArrayList<Finding>();
        byTenant.forEach((tenant, own) -> findings.add(Finding.warning(
                "tenant-pauses",
                "Of tenant %s %s. What waits is kept."
                        .formatted(tenant, own.stream().map(WorkChecks::said).collect(Collectors.joining("; "))),
                "POST /admin/tenants/%s/resume".formatted(Finding.encoded(tenant)),
                "paused-tenant.md")));
        return findings;
    }

    private static String said(Pause pause) {
        return "%s is paused by %s since %s%s, %s%d wait"
                .formatted(
                        pause.role(),
                        pause.actor(),
                        WireTime.micros(pause.since()),
                        pause.reason() == null ? "" : " (" + pause.reason() + ")",
                        pause.held() >= TenantPauseRepository.COUNTED ? "at least " : "",
                        pause.held());
    }

    static List<Finding> slots(List<Slot> slots) {
        var findings = new ArrayList<Finding>();
        if (slots.stream().noneMatch(slot -> slot.name().equals(EVENTS_SLOT))) {
            findings.add(Finding.critical(
                    "replication-slots",
                    "The slot %s does not exist: no event is published.".formatted(EVENTS_SLOT),
                    "./statewave migrate",
                    "replication-slots.md"));
        }
        slots.forEach(slot -> findings.add(slot(slot)));
        return findings;
    }

    private static Finding slot(Slot slot) {
        String held = "The slot %s holds back %,d MiB of write-ahead log"
                .formatted(slot.name(), slot.heldBytes() / (1024 * 1024));
        String mend = slot.name().equals(EVENTS_SLOT)
                ? "Start the webhook-dispatcher."
                : "Start what reads it, or drop it: SELECT pg_drop_replication_slot('%s')".formatted(slot.name());
        if (slot.walStatus().equals("lost")) {
            return Finding.critical(
                    "replication-slots",
                    "The slot %s is lost: PostgreSQL has removed what it had still to read.".formatted(slot.name()),
                    "SELECT pg_drop_replication_slot('%s'), then ./statewave migrate".formatted(slot.name()),
                    "replication-slots.md");
        }
        boolean soon = slot.secondsUntilFull() != null && slot.secondsUntilFull() < HOUR;
        if (slot.walStatus().equals("unreserved") || !slot.active() && soon) {
            return Finding.critical(
                    "replication-slots", held + " and is about to be lost.", mend, "replication-slots.md");
        }
        if (!slot.active()) {
            return Finding.warning("replication-slots", held + ", and nobody reads it.", mend, "replication-slots.md");
        }
        return slot.heldBytes() > HELD_BYTES
                ? Finding.warning("replication-slots", held + ": its reader is behind.", mend, "replication-slots.md")
                : Finding.ok("replication-slots", held + ", and it is read.");
    }
}

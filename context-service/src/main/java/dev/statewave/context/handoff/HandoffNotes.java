package dev.statewave.context.handoff;

import dev.statewave.context.handoff.HandoffBody.Outcome;
import dev.statewave.context.health.HealthBody;
import dev.statewave.context.health.HealthState;
import dev.statewave.context.sla.SlaBody;
import dev.statewave.context.store.ResolutionStatus;
import dev.statewave.contract.text.PlainText;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;

/** Lays a brief out as the v1 contract does; a section without anything in it is left out. */
final class HandoffNotes {

    private static final int RESOLVED = 3;

    private HandoffNotes() {}

    static String of(HandoffBrief.Parts brief, HealthBody health, SlaBody sla) {
        var notes = new ArrayList<String>();
        notes.addAll(List.of(
                "# Handoff Brief — " + PlainText.line(brief.subject()),
                "Reason: " + PlainText.line(brief.reason()),
                "Session: " + PlainText.line(brief.session()),
                ""));
        notes.addAll(List.of("## Customer", PlainText.line(brief.customer()), ""));
        notes.addAll(List.of("## Customer Health", health(health), ""));
        section(notes, "## SLA Status", sla(sla));
        section(notes, "## Active Issue", brief.issue().isEmpty() ? List.of() : List.of(PlainText.line(brief.issue())));
        section(notes, "## What Has Been Tried", bullets(brief.steps()));
        outcomes(notes, brief.outcomes());
        section(notes, "## Key Facts", bullets(brief.facts()));
        section(notes, "## Recent Context (other sessions)", bullets(brief.elsewhere()));
        return String.join("\n", notes);
    }

    private static String health(HealthBody health) {
        String line = "%s Health: %s (score: %d)"
                .formatted(icon(health.state()), health.state().wire().toUpperCase(Locale.ROOT), health.score());
        return health.factors().isEmpty()
                ? line
                : line + " — "
                        + health.top().stream().map(HealthBody.Factor::detail).collect(Collectors.joining("; "));
    }

    private static String icon(HealthState state) {
        return switch (state) {
            case AT_RISK -> "🔴";
            case WATCH -> "🟡";
            case HEALTHY -> "🟢";
        };
    }

    private static List<String> sla(SlaBody sla) {
        var lines = new ArrayList<String>();
        if (sla.firstResponseBreachCount() > 0) {
            lines.add("- ⚠️ First-response SLA breached in %d session(s)".formatted(sla.firstResponseBreachCount()));
        }
        if (sla.resolutionBreachCount() > 0) {
            lines.add("- ⚠️ Resolution SLA breached in %d session(s)".formatted(sla.resolutionBreachCount()));
        }
        sla.sessions().stream()
                .map(SlaBody.Session::openDurationSeconds)
                .filter(Objects::nonNull)
                .max(Double::compare)
                .ifPresent(
                        seconds -> lines.add(String.format(Locale.ROOT, "- Open issue age: %.1fh", seconds / 3_600)));
        if (sla.avgFirstResponseSeconds() != null) {
            lines.add(String.format(Locale.ROOT, "- Avg first response: %.1f min", sla.avgFirstResponseSeconds() / 60));
        }
        return lines;
    }

    private static void outcomes(List<String> notes, List<Outcome> outcomes) {
        List<String> open = outcomes.stream()
                .filter(outcome -> !isResolved(outcome))
                .map(outcome -> line(outcome, "No summary"))
                .toList();
        List<String> resolved = outcomes.stream()
                .filter(HandoffNotes::isResolved)
                .limit(RESOLVED)
                .map(outcome -> line(outcome, "Resolved"))
                .toList();
        if (!open.isEmpty()) {
            notes.add("## Open Issues");
            notes.addAll(open);
        }
        if (!resolved.isEmpty()) {
            notes.add("## Previously Resolved");
            notes.addAll(resolved);
        }
        if (!outcomes.isEmpty()) {
            notes.add("");
        }
    }

    private static boolean isResolved(Outcome outcome) {
        return ResolutionStatus.RESOLVED.wire().equals(outcome.status());
    }

    private static String line(Outcome outcome, String otherwise) {
        String summary = outcome.summary() == null || outcome.summary().isEmpty() ? otherwise : outcome.summary();
        return "- " + PlainText.line("[%s] %s".formatted(outcome.sessionId(), summary));
    }

    private static List<String> bullets(List<String> lines) {
        return lines.stream().map(line -> "- " + PlainText.line(line)).toList();
    }

    private static void section(List<String> notes, String heading, List<String> lines) {
        if (!lines.isEmpty()) {
            notes.add(heading);
            notes.addAll(lines);
            notes.add("");
        }
    }
}

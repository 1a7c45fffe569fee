package dev.statewave.context.handoff;

import dev.statewave.context.handoff.HandoffBody.Outcome;
import dev.statewave.context.text.TokenCounter;
import dev.statewave.contract.rest.EpisodeBody;
import dev.statewave.contract.rest.MemoryBody;
import dev.statewave.contract.rest.ResolutionBody;
import dev.statewave.contract.text.PayloadText;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes the brief of the v1 contract: what the matter is, what was tried, how the customer is, and what is known. */
final class HandoffBrief {

    private static final int KEY_FACTS = 8;
    private static final int SUMMARY_FACTS = 3;
    private static final int ISSUE_EPISODES = 10;
    private static final int STEPS = 5;
    private static final int OTHERS = 5;
    private static final Set<String> ACTING_SOURCES = Set.of("agent", "system", "tool");
    private static final Set<String> ACTING_TYPES = Set.of("action", "tool_call", "resolution_attempt");

    private final TokenCounter tokens;

    HandoffBrief(TokenCounter tokens) {
        this.tokens = tokens;
    }

    /** @param budget of the notes, in tokens */
    HandoffBody of(String subject, String session, String reason, int budget, HandoffSources from, Instant now) {
        List<EpisodeBody> beginning =
                from.current().stream().limit(ISSUE_EPISODES).toList();
        List<EpisodeBody> others = from.others().stream().limit(OTHERS).toList();
        var brief = new Parts(
                subject,
                session,
                reason,
                customer(subject, from.facts()),
                issue(beginning),
                steps(from.current()),
                from.facts().stream().limit(KEY_FACTS).map(MemoryBody::content).toList(),
                from.resolutions().stream().map(HandoffBrief::outcome).toList(),
                others.stream()
                        .map(HandoffBrief::elsewhere)
                        .filter(line -> line != null)
                        .toList());
        String notes = tokens.first(HandoffNotes.of(brief, from.health(), from.sla()), budget);
        return new HandoffBody(
                subject,
                session,
                reason,
                now,
                brief.customer(),
                brief.issue(),
                brief.steps(),
                brief.facts(),
                brief.outcomes(),
                brief.elsewhere(),
                from.health().score(),
                from.health().state(),
                from.health().top(),
                notes,
                tokens.count(notes),
                new HandoffBody.Provenance(
                        from.facts().stream().map(fact -> fact.id().toString()).toList(),
                        ids(beginning),
                        from.resolutions().stream()
                                .map(resolution -> resolution.id().toString())
                                .toList(),
                        ids(others)),
                null,
                false);
    }

    /** The pieces that stand both in the answer and in the notes. */
    record Parts(
            String subject,
            String session,
            String reason,
            String customer,
            String issue,
            List<String> steps,
            List<String> facts,
            List<Outcome> outcomes,
            List<String> elsewhere) {}

    private static String customer(String subject, List<MemoryBody> facts) {
        return facts.isEmpty()
                ? "Subject: " + subject
                : subject + " — "
                        + String.join(
                                "; ",
                                facts.stream()
                                        .limit(SUMMARY_FACTS)
                                        .map(MemoryBody::content)
                                        .toList());
    }

    private static String issue(List<EpisodeBody> beginning) {
        List<String> lines = beginning.stream()
                .filter(HandoffBrief::hasText)
                .map(episode -> "[%s/%s] %s".formatted(episode.source(), episode.type(), cut(episode, 200)))
                .toList();
        if (lines.isEmpty()) {
            return "";
        }
        return lines.getFirst()
                + (lines.size() > 1 ? " (+ %d more messages in session)".formatted(lines.size() - 1) : "");
    }

    private static List<String> steps(List<EpisodeBody> current) {
        return current.stream()
                .filter(HandoffBrief::acts)
                .filter(HandoffBrief::hasText)
                .map(episode -> cut(episode, 150))
                .limit(STEPS)
                .toList();
    }

    private static boolean acts(EpisodeBody episode) {
        return ACTING_SOURCES.contains(episode.source())
                || ACTING_TYPES.contains(episode.type())
                || episode.type().equals("message") && episode.source().equals("assistant");
    }

    private static @Nullable String elsewhere(EpisodeBody episode) {
        String session =
                episode.sessionId() == null || episode.sessionId().isEmpty() ? "" : "[" + episode.sessionId() + "] ";
        return hasText(episode)
                ? "[%s/%s] %s%s".formatted(episode.source(), episode.type(), session, cut(episode, 120))
                : null;
    }

    private static Outcome outcome(ResolutionBody resolution) {
        return new Outcome(
                resolution.sessionId(), resolution.status(), resolution.resolutionSummary(), resolution.resolvedAt());
    }

    private static boolean hasText(EpisodeBody episode) {
        return !PayloadText.of(episode.payload()).isBlank();
    }

    private static String cut(EpisodeBody episode, int codePoints) {
        return PayloadText.cut(PayloadText.of(episode.payload()), codePoints);
    }

    private static List<String> ids(List<EpisodeBody> episodes) {
        return episodes.stream().map(episode -> episode.id().toString()).toList();
    }
}

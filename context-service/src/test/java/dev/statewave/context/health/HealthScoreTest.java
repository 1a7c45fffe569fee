package dev.statewave.context.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.statewave.contract.json.Json;
import dev.statewave.contract.rest.EpisodeBody;
import dev.statewave.contract.rest.ResolutionBody;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class HealthScoreTest {

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    private final List<EpisodeBody> episodes = new ArrayList<>();
    private final List<ResolutionBody> resolutions = new ArrayList<>();

    @Test
    void openSessions_costFifteenEachAndFortyFiveAtMost() {
        for (int i = 0; i < 4; i++) {
            open("s" + i);
        }

        assertThat(signals()).containsExactly("unresolved_issues -45 4 open session(s)");
        assertThat(health().score()).isEqualTo(55);
        assertThat(health().state()).isEqualTo(HealthState.WATCH);
    }

    @Test
    void urgency_isReadInMessagesOnly() {
        say("user", "s", "it is URGENT", Duration.ofHours(1));
        episodes.add(new EpisodeBody(
                UUID.randomUUID(),
                "x",
                "user",
                "message",
                Json.object().put("text", "urgent"),
                Json.object(),
                Json.object(),
                "s",
                NOW,
                NOW));

        assertThat(signals()).containsExactly("escalations -10 1 episode(s) with urgency markers");
    }

    @Test
    void openIssueThatNobodyTouchedForAWeek_isIdle() {
        open("s");
        say("user", "s", "hello there", Duration.ofDays(8).plusHours(5));

        assertThat(signals())
                .containsExactly(
                        "unresolved_issues -15 1 open session(s)", "idle_open_issue -15 Session s idle for 8 days");
    }

    @Test
    void issueThatComesBack_costsTwenty() {
        resolved("old", Duration.ofDays(30));
        say("user", "old", "the invoice export fails", Duration.ofDays(30));
        open("new");
        say("user", "new", "invoice export broke", Duration.ofHours(1));

        assertThat(signals()).contains("repeated_issues -20 Open issues resemble previously resolved ones");
    }

    @Test
    void resolutionsOfTheLastWeek_andAHighRate_addTenEach_upToAHundred() {
        resolved("a", Duration.ofDays(7).plusHours(23));
        resolved("b", Duration.ofDays(9));

        assertThat(signals())
                .containsExactly(
                        "recent_resolution 10 1 session(s) resolved in last 7 days",
                        "high_resolution_rate 10 100% sessions resolved (2/2)");
        assertThat(health().score()).isEqualTo(100);
    }

    @Test
    void slowAnswers_cost() {
        resolved("a", Duration.ofDays(20));
        say("chat", "a", "hello there", Duration.ofDays(22));
        say("agent", "a", "yes please", Duration.ofDays(22).minusMinutes(15));

        assertThat(signals())
                .containsExactly(
                        "sla_resolution_breaches -10 1 session(s) exceeded 24h resolution SLA",
                        "slow_first_response -5 Avg first response 15.0 min (threshold: 10 min)");
    }

    private HealthBody health() {
        return HealthScore.of("x", resolutions, episodes, NOW);
    }

    private List<String> signals() {
        return health().factors().stream()
                .map(factor -> factor.signal() + " " + factor.impact() + " " + factor.detail())
                .toList();
    }

    private void open(String session) {
        resolutions.add(
                new ResolutionBody(UUID.randomUUID(), "x", session, "open", null, null, Json.object(), NOW, NOW));
    }

    private void resolved(String session, Duration ago) {
        resolutions.add(new ResolutionBody(
                UUID.randomUUID(), "x", session, "resolved", null, NOW.minus(ago), Json.object(), NOW, NOW));
    }

    private void say(String source, String session, String text, Duration ago) {
        var payload = Json.object();
        payload.putArray("messages").addObject().put("role", source).put("content", text);
        episodes.add(new EpisodeBody(
                UUID.randomUUID(),
                "x",
                source,
                "message",
                payload,
                Json.object(),
                Json.object(),
                session,
                NOW.minus(ago),
                NOW.minus(ago)));
    }
}

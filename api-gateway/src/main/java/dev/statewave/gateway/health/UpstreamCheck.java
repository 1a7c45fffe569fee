package dev.statewave.gateway.health;

import dev.statewave.platform.health.ReadinessCheck;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/**
 * A check that is read from the report of an upstream.
 *
 * @param outcome empty for an upstream without a report
 */
record UpstreamCheck(
        String name, String url, UpstreamReports reports, Function<Optional<JsonNode>, ReadinessCheck.Outcome> outcome)
        implements ReadinessCheck {

    /** Fails with the upstream. */
    static UpstreamCheck needed(String name, String url, UpstreamReports reports) {
        return new UpstreamCheck(name, url, reports, report -> report.map(
                        found -> whole(found, found.path("status").asString("").equals("not_ready")))
                .orElseGet(() -> Outcome.fail("does not answer at " + url)));
    }

    /** Is degraded if the upstream is not ready. */
    static UpstreamCheck optional(String name, String url, UpstreamReports reports) {
        return new UpstreamCheck(name, url, reports, report -> report.map(found -> whole(found, false))
                .orElseGet(() -> Outcome.degraded("does not answer at " + url)));
    }

    /** One check of the upstream. It is ok if the upstream has no such check. */
    static UpstreamCheck ofOne(String name, String url, UpstreamReports reports) {
        return new UpstreamCheck(name, url, reports, report -> report.map(found -> one(found, name))
                .orElseGet(() -> Outcome.degraded("not known: " + url + " does not answer")));
    }

    @Override
    public Outcome run() {
        return outcome.apply(reports.of(url));
    }

    /** Longer than an upstream may take. */
    @Override
    public Duration limit() {
        return ReadinessCheck.LIMIT.plusSeconds(1);
    }

    private static Outcome whole(JsonNode report, boolean failed) {
        if (report.path("status").asString("").equals("ready")) {
            return Outcome.ok();
        }
        String detail = report.path("checks")
                .valueStream()
                .filter(check -> !check.path("status").asString("").equals("ok"))
                .map(check -> check.path("name").asString("") + ": "
                        + check.path("detail").asString(check.path("status").asString("")))
                .collect(Collectors.joining("; "));
        return failed ? Outcome.fail(detail) : Outcome.degraded(detail);
    }

    private static Outcome one(JsonNode report, String name) {
        return report.path("checks")
                .valueStream()
                .filter(check -> check.path("name").asString("").equals(name))
                .findFirst()
                .map(check -> new Outcome(
                        check.path("status").asString("ok"),
                        check.path("detail").asString(null)))
                .orElseGet(Outcome::ok);
    }
}

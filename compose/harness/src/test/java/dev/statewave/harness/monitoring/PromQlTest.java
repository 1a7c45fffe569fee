package dev.statewave.harness.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.statewave.harness.monitoring.PromQl.Matcher;
import dev.statewave.harness.monitoring.PromQl.Selector;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PromQlTest {

    @Test
    void selectorsAndGroups_areFound_andFunctionsAreNot() {
        var query = PromQl.parse("""
                histogram_quantile(0.95, sum by (job, le) (rate(a_bucket{job=~"x|y", uri!="/readyz"}[5m]))) > 1
                and (time() - max(b offset 5m) or vector(0)) > sum(max by (state) (c))""");

        assertThat(query.selectors())
                .containsExactly(
                        new Selector(
                                "a_bucket",
                                List.of(new Matcher("job", "=~", "x|y"), new Matcher("uri", "!=", "/readyz")),
                                Set.of("job", "le")),
                        new Selector("b", List.of(), Set.of()),
                        new Selector("c", List.of(), Set.of("state")));
        assertThat(query.grouping()).containsExactlyInAnyOrder("job", "le", "state");
    }

    @Test
    void matchers_areThoseOfPrometheus() {
        assertThat(new Matcher("job", "=~", "x|y").accepts("xy")).isFalse();
        assertThat(new Matcher("job", "=~", "x|y").accepts("y")).isTrue();
        assertThat(new Matcher("job", "!~", "x.*").accepts("xy")).isFalse();
        assertThat(new Matcher("job", "!=", "x").accepts("y")).isTrue();
    }
}

package dev.statewave.harness.capacity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.statewave.contract.sizing.Driver;
import dev.statewave.contract.sizing.Resource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class FitTest {

    private static CellResult cell(Map<Driver, Double> drivers, double contextCpu) {
        return new CellResult("c", 10, drivers, Map.of(Resource.CONTEXT_CPU, contextCpu), 0, 1, 1, 1, 0, true, null);
    }

    @Test
    void coefficients_areFoundAgain() {
        var random = new SplittableRandom(3);
        var cells = new ArrayList<CellResult>();
        for (int i = 0; i < 30; i++) {
            double contexts = random.nextInt(1, 1_000);
            double memories = contexts * random.nextInt(1, 400);
            cells.add(cell(
                    Map.of(Driver.SECONDS, 10.0, Driver.CONTEXTS, contexts, Driver.CONTEXT_MEMORIES, memories),
                    10 * 0.02 + contexts * 0.003 + memories * 1e-5));
        }

        Map<Driver, Double> fitted = Fit.fit(cells, Resource.CONTEXT_CPU);

        assertThat(fitted.get(Driver.SECONDS)).isCloseTo(0.02, within(1e-4));
        assertThat(fitted.get(Driver.CONTEXTS)).isCloseTo(0.003, within(1e-5));
        assertThat(fitted.get(Driver.CONTEXT_MEMORIES)).isCloseTo(1e-5, within(1e-7));
    }

    @Test
    void nothing_costsLessThanNothing() {
        List<CellResult> cells = List.of(
                cell(Map.of(Driver.CONTEXTS, 10.0), 1.0),
                cell(Map.of(Driver.CONTEXTS, 10.0, Driver.SEARCHES, 10.0), 0.5));

        assertThat(Fit.fit(cells, Resource.CONTEXT_CPU).values()).allMatch(value -> value > 0);
    }

    @Test
    void aDriverThatCannotUseAResource_isNotFitted() {
        List<CellResult> cells = List.of(cell(Map.of(Driver.WRITES, 10.0, Driver.CONTEXTS, 1.0), 1.0));

        assertThat(Fit.fit(cells, Resource.CONTEXT_CPU)).containsOnlyKeys(Driver.CONTEXTS);
    }
}

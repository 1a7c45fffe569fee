package dev.statewave.harness.capacity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.statewave.contract.json.Json;
import dev.statewave.contract.sizing.Coefficients;
import dev.statewave.contract.sizing.Coefficients.Coefficient;
import dev.statewave.contract.sizing.Coefficients.Tested;
import dev.statewave.contract.sizing.Driver;
import dev.statewave.contract.sizing.Rates;
import dev.statewave.contract.sizing.Resource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ValidationTest {

    private static final Coefficients COEFFICIENTS = new Coefficients(
            "docs/sizing/runs/test.json",
            "",
            "",
            "",
            List.of(
                    new Coefficient(Resource.GATEWAY_CPU, Driver.SECONDS, 0.1, "", 1, ""),
                    new Coefficient(Resource.GATEWAY_CPU, Driver.CONTEXTS, 0.01, "", 1, "")),
            Map.of(),
            new Tested(1, 1, 1, 1, 1, 1, 1, 1));

    @Test
    void errors_areOfWhatWasMeasured() {
        var run = Json.object();
        var mixes = run.putArray("mixes");
        var cells = run.putArray("mix_cells");
        // 20 s of each mix, 25 s until all was done: 2.5 s of running and contexts x 0.2 s foretold.
        double[] measured = {4.5, 5, 9};
        List<Mix> drawn = List.of(mix(10), mix(10), mix(10));
        for (int i = 0; i < drawn.size(); i++) {
            mixes.add(drawn.get(i).json());
            cells.add(new CellResult(
                            "mix " + i,
                            25,
                            Map.of(),
                            Map.of(Resource.GATEWAY_CPU, measured[i]),
                            0,
                            1,
                            1,
                            1,
                            0,
                            true,
                            null)
                    .json());
        }

        Validation validation = Validation.of(run, COEFFICIENTS);

        // 4.5 foretold each time.
        assertThat(validation.median(Validation.Quantity.PROCESSOR)).isCloseTo(10, within(1e-6));
        assertThat(validation.worst(Validation.Quantity.PROCESSOR)).isCloseTo(50, within(1e-6));
        assertThat(validation.markdown())
                .contains("| processor-seconds | 3 | 10 % | 50 % |", "| mix 2 | 4.5 | 9.0 | -50 % |");
    }

    private static Mix mix(double contexts) {
        return new Mix("mix", 0, 20, new Rates(0, 0, 10, 0, 500, 5, 20, 0, contexts, 0, 0, 1, 0.5, 0, 0));
    }

    @Test
    void mixes_areTheSameForASeedAndManyEnough() {
        List<Mix> mixes = Mix.draw(4, 30, List.of(10.0, 60.0, 400.0));

        assertThat(mixes).hasSizeGreaterThanOrEqualTo(12).isEqualTo(Mix.draw(4, 30, List.of(10.0, 60.0, 400.0)));
        assertThat(mixes).doesNotHaveDuplicates();
        assertThat(Mix.read(mixes.getFirst().json())).isEqualTo(mixes.getFirst());
    }
}

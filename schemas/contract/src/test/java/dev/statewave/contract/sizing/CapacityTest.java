package dev.statewave.contract.sizing;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CapacityTest {

    private static final Prices FREE = new Prices(0, 0, 0);
    private static final Load SHAPE = SizingFixtures.load("{'episodes_per_day':100000,'contexts_per_second':5}");
    private final Calculator calculator = SizingFixtures.calculator();

    @Test
    void whatAMachineCarries_fitsAndALittleMoreDoesNot() {
        var machine = new MachineSize(8, 32e9, 500e9, 500);

        Capacity capacity = Capacity.of(machine, SHAPE, calculator, FREE);

        assertThat(fits(machine, capacity.load())).isTrue();
        assertThat(fits(machine, SHAPE.times(capacity.times() * 1.01))).isFalse();
    }

    private boolean fits(MachineSize machine, Load load) {
        Estimate needs = calculator.estimate(load, FREE);
        return needs.cores() <= machine.cores()
                && needs.memoryBytes() <= machine.memoryBytes()
                && needs.disk().total() <= machine.diskBytes()
                && needs.maxConnections() <= machine.connections();
    }

    @Test
    void theScarceResource_isTheBottleneck() {
        assertThat(Capacity.of(new MachineSize(2, 1e15, 1e18, 10_000), SHAPE, calculator, FREE)
                        .firstBottleneck())
                .isEqualTo("cores");
        assertThat(Capacity.of(new MachineSize(1_000, 1e15, 50e9, 10_000), SHAPE, calculator, FREE)
                        .firstBottleneck())
                .isEqualTo("disk");
        assertThat(Capacity.of(new MachineSize(1_000, 1e15, 1e18, 90), SHAPE, calculator, FREE)
                        .firstBottleneck())
                .isEqualTo("connections");
    }

    @Test
    void aMachineThatCannotHoldOneOfEach_carriesNothing() {
        Capacity capacity = Capacity.of(new MachineSize(8, 0.5e9, 500e9, 500), SHAPE, calculator, FREE);

        assertThat(capacity.times()).isZero();
        assertThat(capacity.firstBottleneck()).isEqualTo("memory");
    }

    @Test
    void aLargerMachine_carriesNoLess() {
        double before = 0;
        for (int cores = 1; cores <= 16; cores *= 2) {
            double times = Capacity.of(new MachineSize(cores, 32e9, 900e9, 500), SHAPE, calculator, FREE)
                    .times();
            assertThat(times).isGreaterThanOrEqualTo(before);
            before = times;
        }
    }
}

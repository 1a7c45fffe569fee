package dev.statewave.harness.compare;

import dev.statewave.harness.measure.ClosedLoop;
import java.util.function.Function;

/**
 * A kind of call that is measured.
 *
 * @param name as the report has it
 * @param clients that call at once
 * @param call as one of the two servers gets it
 */
record Cell(String name, int clients, Function<Workload, ClosedLoop.Call> call) {}

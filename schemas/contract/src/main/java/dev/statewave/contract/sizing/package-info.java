/** What a load needs and what a machine carries: measured coefficients, the calculator on them, and the advisor. */
@NullMarked
package dev.statewave.contract.sizing;

import org.jspecify.annotations.NullMarked;

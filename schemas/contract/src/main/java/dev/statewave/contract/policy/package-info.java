/** Policy bundles: which callers are shown which memories, by the sensitivity labels of these. */
@NullMarked
package dev.statewave.contract.policy;

import org.jspecify.annotations.NullMarked;

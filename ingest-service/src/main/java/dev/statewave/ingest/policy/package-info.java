/** {@code /admin/policy}: which bundles there are, and which one holds. */
@NullMarked
package dev.statewave.ingest.policy;

import org.jspecify.annotations.NullMarked;

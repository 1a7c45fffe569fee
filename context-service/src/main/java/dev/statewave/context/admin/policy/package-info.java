/** {@code /admin/policy}: bundles, how often their rules fire, and what a bundle would have changed. */
@NullMarked
package dev.statewave.context.admin.policy;

import org.jspecify.annotations.NullMarked;

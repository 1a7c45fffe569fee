/** How the harness talks to a system: an HTTP client and a webhook receiver. */
@NullMarked
package dev.statewave.harness.client;

import org.jspecify.annotations.NullMarked;

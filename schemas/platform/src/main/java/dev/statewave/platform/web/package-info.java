/** What every web server of the system shares: request ids, error answers, and the workarounds for its server. */
@NullMarked
package dev.statewave.platform.web;

import org.jspecify.annotations.NullMarked;

/** Sensitive data in texts: what it is called, how it is found, and how secrets are redacted. */
@NullMarked
package dev.statewave.contract.sensitivity;

import org.jspecify.annotations.NullMarked;

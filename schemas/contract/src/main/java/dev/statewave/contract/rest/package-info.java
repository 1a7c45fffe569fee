/** Request and answer bodies of the HTTP API, and how requests are read and validated. */
@NullMarked
package dev.statewave.contract.rest;

import org.jspecify.annotations.NullMarked;

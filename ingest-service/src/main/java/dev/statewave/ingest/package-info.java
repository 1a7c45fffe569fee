/** The ingest service: the write side of the API and the normalizer of outside producers. */
@NullMarked
package dev.statewave.ingest;

import org.jspecify.annotations.NullMarked;

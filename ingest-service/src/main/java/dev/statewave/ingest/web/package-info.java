/** How writes are answered. */
@NullMarked
package dev.statewave.ingest.web;

import org.jspecify.annotations.NullMarked;

/**
 * Traces: spans in the W3C Trace Context, from the HTTP request over records of Kafka to the webhook. Off by default.
 */
@NullMarked
package dev.statewave.platform.tracing;

import org.jspecify.annotations.NullMarked;

package dev.statewave.worker.writer;

import java.util.List;

/**
 * Records of one partition of the log that were read one after the other.
 *
 * @param first the offset of the first one
 * @param next the offset after the last one, which also counts records that are no entries
 * @param entries in order
 */
record LogStretch(int partition, long first, long next, List<LogEntry> entries) {}

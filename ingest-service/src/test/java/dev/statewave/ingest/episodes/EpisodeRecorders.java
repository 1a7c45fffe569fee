package dev.statewave.ingest.episodes;

import dev.statewave.ingest.subjectlog.FakeWriteSide;

/** Recorders of tests. */
public final class EpisodeRecorders {

    private EpisodeRecorders() {}

    public static EpisodeRecorder of(FakeWriteSide side) {
        return new EpisodeRecorder(side.subjectLog, new EpisodeRepository(side.reads), side.clock, side.metrics);
    }
}

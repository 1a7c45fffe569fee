package dev.statewave.ingest.episodes;

import dev.statewave.ingest.redaction.RedactionPolicies;
import dev.statewave.ingest.subjectlog.FakeWriteSide;

/** Recorders of tests. */
public final class EpisodeRecorders {

    private EpisodeRecorders() {}

    public static EpisodeRecorder of(FakeWriteSide side) {
        return new EpisodeRecorder(
                side.subjectLog,
                new EpisodeRepository(side.reads),
                RedactionPolicies.of(false),
                side.clock,
                side.metrics);
    }
}

package dev.statewave.context.handoff;

import dev.statewave.context.health.HealthBody;
import dev.statewave.context.sla.SlaBody;
import dev.statewave.contract.rest.EpisodeBody;
import dev.statewave.contract.rest.MemoryBody;
import dev.statewave.contract.rest.ResolutionBody;
import java.util.List;

/**
 * What a brief is made of.
 *
 * @param facts newest first
 * @param current episodes of the session, oldest first
 * @param others the newest episodes of other sessions, newest first
 * @param resolutions the most recently updated first
 */
record HandoffSources(
        List<MemoryBody> facts,
        List<EpisodeBody> current,
        List<EpisodeBody> others,
        List<ResolutionBody> resolutions,
        HealthBody health,
        SlaBody sla) {}

package dev.statewave.contract.sizing;

import java.util.EnumMap;
import java.util.Map;

/**
 * What happens in a second.
 *
 * @param writes episodes recorded one by one over REST
 * @param batches batches over REST
 * @param batchSize episodes of one
 * @param produced episodes of producers, past REST
 * @param episodeBytes payload of an episode
 * @param sessionLength episodes of a subject that are compiled together
 * @param memories of a subject that is asked about
 * @param compared memories that a subject has when something new of it is compiled
 * @param contexts requests
 * @param searches requests
 * @param timelines requests
 * @param newQuestions share of contexts and searches whose question was not asked before, 0 to 1
 * @param coldReads share of contexts and searches whose subject is not held in memory, 0 to 1
 * @param webhooks deliveries
 * @param erases of subjects
 */
public record Rates(
        double writes,
        double batches,
        double batchSize,
        double produced,
        double episodeBytes,
        double sessionLength,
        double memories,
        double compared,
        double contexts,
        double searches,
        double timelines,
        double newQuestions,
        double coldReads,
        double webhooks,
        double erases) {

    /** Memories that an episode becomes, about; more for long texts. */
    static final double MEMORIES_AN_EPISODE = 1.3;

    /** Of what a timeline shows where a client does not say. */
    private static final double PAGE = 100;
    /** What a compile compares new memories with at most. */
    private static final double COMPARED = 500;

    /** Episodes recorded in a second in whatever way. */
    public double episodes() {
        return writes + batches * batchSize + produced;
    }

    /** Contexts and searches. */
    public double reads() {
        return contexts + searches;
    }

    /** How much of each driver that is in a second, beyond the seconds of running processes. */
    public Map<Driver, Double> drivers() {
        double kiloBytes = episodeBytes / 1e3;
        double compiles = episodes() / sessionLength;
        double cold = reads() * coldReads;
        double episodesOfSubject = memories / MEMORIES_AN_EPISODE;
        var drivers = new EnumMap<Driver, Double>(Driver.class);
        drivers.put(Driver.WRITES, writes);
        drivers.put(Driver.BATCHES, batches);
        drivers.put(Driver.BATCH_EPISODES, batches * batchSize);
        drivers.put(Driver.REST_KB, (writes + batches * batchSize) * kiloBytes);
        drivers.put(Driver.PRODUCED, produced);
        drivers.put(Driver.PRODUCED_KB, produced * kiloBytes);
        drivers.put(Driver.COMPILES, compiles);
        drivers.put(Driver.COMPILED, episodes());
        drivers.put(Driver.COMPILED_KB, episodes() * kiloBytes);
        drivers.put(Driver.COMPARED_MEMORIES, compiles * Math.min(COMPARED, compared));
        drivers.put(Driver.CONTEXTS, contexts);
        drivers.put(Driver.CONTEXT_MEMORIES, contexts * memories);
        drivers.put(Driver.SEARCHES, searches);
        drivers.put(Driver.SEARCH_MEMORIES, searches * memories);
        drivers.put(Driver.COLD_READS, cold);
        drivers.put(Driver.COLD_MEMORIES, cold * memories);
        drivers.put(Driver.NEW_QUESTIONS, reads() * newQuestions);
        drivers.put(Driver.TIMELINES, timelines);
        drivers.put(Driver.TIMELINE_EPISODES, timelines * Math.min(PAGE, episodesOfSubject));
        drivers.put(Driver.WEBHOOKS, webhooks);
        drivers.put(Driver.ERASES, erases);
        drivers.put(Driver.ERASED_EPISODES, erases * episodesOfSubject);
        return drivers;
    }
}

package dev.statewave.harness.capacity;

import dev.statewave.contract.json.Json;
import dev.statewave.contract.sizing.Rates;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Several operations at once, at fixed rates that are drawn at random.
 *
 * @param band of the subjects that are read, by its number
 * @param seconds for which they go on
 */
record Mix(String name, int band, double seconds, Rates rates) {

    private static final int MIXES = 14;

    /**
     * The mixes of a seed.
     *
     * @param memories of a subject of each band
     */
    static List<Mix> draw(long seed, double seconds, List<Double> memories) {
        var mixes = new ArrayList<Mix>();
        for (int i = 0; i < MIXES; i++) {
            var random = new SplittableRandom(seed * 1_000 + i);
            int band = random.nextInt(memories.size());
            // One in three has none of an operation, so that mixes differ in kind and not only in their rates.
            double writes = some(random, 4, 25);
            double batches = some(random, 0.3, 1.5);
            double produced = some(random, 10, 120);
            double contexts = some(random, 3, 15);
            double searches = some(random, 3, 20);
            double timelines = some(random, 2, 10);
            if (writes + batches + produced == 0) {
                writes = 12;
            }
            double hooked = random.nextInt(3) == 0 ? writes : 0;
            mixes.add(new Mix(
                    "mix " + (i + 1),
                    band,
                    seconds,
                    new Rates(
                            writes,
                            batches,
                            random.nextInt(10, 60),
                            produced,
                            Math.round(150 * Math.pow(40, random.nextDouble())),
                            random.nextInt(1, 20),
                            memories.get(band),
                            0,
                            contexts,
                            searches,
                            timelines,
                            random.nextDouble(),
                            random.nextDouble(),
                            hooked,
                            0)));
        }
        return mixes;
    }

    private static double some(SplittableRandom random, double least, double most) {
        double value = least * Math.pow(most / least, random.nextDouble());
        return random.nextInt(3) == 0 ? 0 : Math.round(value * 10) / 10.0;
    }

    ObjectNode json() {
        ObjectNode mix = Json.object().put("name", name).put("band", band).put("seconds", seconds);
        mix.set("rates", Json.MAPPER.valueToTree(rates));
        return mix;
    }

    static Mix read(JsonNode mix) {
        return new Mix(
                mix.path("name").asString(""),
                mix.path("band").asInt(),
                mix.path("seconds").asDouble(),
                Json.MAPPER.treeToValue(mix.path("rates"), Rates.class));
    }
}

package dev.statewave.context.receipts.recipe;

import dev.statewave.contract.json.Json;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * How the text of an answer is put together again: which parts of which stored texts stand in it, and what stands
 * between them, such as headings. It holds of the stored texts nothing but parts that are shorter than
 * {@link #SHORTEST}, so it can be made again only for as long as they are there, and however it was chosen and laid
 * out.
 */
public final class Recipe {

    /** Of a copied part, in UTF-16 units. */
    static final int SHORTEST = 8;
    /** Units of all sources up to which a part is found wherever it begins; above, it is found in blocks. */
    private static final int LOOKED_AT_CLOSELY = 1 << 16;

    private static final int FORMAT = 1;

    private final List<Ref> sources;
    private final List<Piece> pieces;

    private Recipe(List<Ref> sources, List<Piece> pieces) {
        this.sources = sources;
        this.pieces = pieces;
    }

    /** What has a text. */
    public record Ref(Source.Kind kind, UUID id) {}

    /** @param source the number of it; null for a literal */
    private record Piece(@Nullable Integer source, int from, int length, String literal) {}

    /** Of a text that was made of sources. */
    public static Recipe of(String text, List<Source> sources) {
        var distinct = new LinkedHashMap<Ref, Source>();
        sources.forEach(source -> distinct.putIfAbsent(new Ref(source.kind(), source.id()), source));
        List<Source> known = List.copyOf(distinct.values());
        Map<String, Place> places = places(known);
        var pieces = new ArrayList<Piece>();
        var used = new LinkedHashMap<Integer, Integer>();
        int literal = 0;
        int at = 0;
        while (at + SHORTEST <= text.length()) {
            Place place = places.get(text.substring(at, at + SHORTEST));
            Copy copy = place == null ? null : copy(text, literal, at, known.get(place.source()), place);
            if (copy == null) {
                at++;
                continue;
            }
            literal(pieces, text, literal, copy.at());
            int number = used.computeIfAbsent(copy.source(), any -> used.size());
            pieces.add(new Piece(number, copy.from(), copy.length(), ""));
            at = copy.at() + copy.length();
            literal = at;
        }
        literal(pieces, text, literal, text.length());
        return new Recipe(
                used.keySet().stream()
                        .map(known::get)
                        .map(source -> new Ref(source.kind(), source.id()))
                        .toList(),
                pieces);
    }

    private record Place(int source, int from) {}

    private record Copy(int source, int at, int from, int length) {}

    /** Where each run of so many units stands in the sources; of repeats the first. */
    private static Map<String, Place> places(List<Source> sources) {
        int all = sources.stream().mapToInt(source -> source.text().length()).sum();
        int step = all <= LOOKED_AT_CLOSELY ? 1 : SHORTEST;
        var places = new HashMap<String, Place>();
        for (int i = 0; i < sources.size(); i++) {
            String text = sources.get(i).text();
            for (int from = 0; from + SHORTEST <= text.length(); from += step) {
                places.putIfAbsent(text.substring(from, from + SHORTEST), new Place(i, from));
            }
        }
        return places;
    }

    /**
     * As long as both agree, in both directions; null where nothing is left that begins and ends at a whole character.
     */
    private static @Nullable Copy copy(String text, int least, int at, Source source, Place place) {
        String from = source.text();
        int begin = 0;
        while (at + begin > least
                && place.from() + begin > 0
                && text.charAt(at + begin - 1) == from.charAt(place.from() + begin - 1)) {
            begin--;
        }
        int end = SHORTEST;
        while (at + end < text.length()
                && place.from() + end < from.length()
                && text.charAt(at + end) == from.charAt(place.from() + end)) {
            end++;
        }
        if (Character.isLowSurrogate(text.charAt(at + begin))) {
            begin++;
        }
        if (Character.isHighSurrogate(text.charAt(at + end - 1))) {
            end--;
        }
        return end - begin < SHORTEST - 1
                ? null
                : new Copy(place.source(), at + begin, place.from() + begin, end - begin);
    }

    private static void literal(List<Piece> pieces, String text, int from, int to) {
        if (to > from) {
            pieces.add(new Piece(null, 0, 0, text.substring(from, to)));
        }
    }

    public String json() {
        ObjectNode recipe = Json.object().put("format", FORMAT);
        ArrayNode refs = recipe.putArray("sources");
        sources.forEach(source -> refs.add(letter(source.kind()) + source.id()));
        ArrayNode all = recipe.putArray("pieces");
        for (Piece piece : pieces) {
            if (piece.source() == null) {
                all.add(piece.literal());
            } else {
                all.addArray().add(piece.source()).add(piece.from()).add(piece.length());
            }
        }
        return recipe.toString();
    }

    private static String letter(Source.Kind kind) {
        return switch (kind) {
            case MEMORY -> "m";
            case EPISODE -> "e";
        };
    }

    /** @throws IllegalArgumentException for what {@link #json} did not write */
    public static Recipe parse(String json) {
        JsonNode recipe = Json.tree(json);
        if (recipe.path("format").asInt(0) != FORMAT) {
            throw new IllegalArgumentException("The recipe has a format that is not known.");
        }
        List<Ref> sources = recipe.path("sources")
                .valueStream()
                .map(source -> ref(source.asString()))
                .toList();
        List<Piece> pieces = recipe.path("pieces")
                .valueStream()
                .map(piece -> piece.isArray()
                        ? new Piece(
                                piece.path(0).asInt(),
                                piece.path(1).asInt(),
                                piece.path(2).asInt(),
                                "")
                        : new Piece(null, 0, 0, piece.asString()))
                .toList();
        return new Recipe(sources, pieces);
    }

    private static Ref ref(String text) {
        return new Ref(
                text.startsWith("m") ? Source.Kind.MEMORY : Source.Kind.EPISODE, UUID.fromString(text.substring(1)));
    }

    /** What has to be there to make the text again. */
    public List<Ref> sources() {
        return sources;
    }

    /**
     * Makes the text again.
     *
     * @param texts of the sources, as far as they are there
     */
    public Made make(Map<Ref, String> texts) {
        var text = new StringBuilder();
        Set<Ref> gone = new LinkedHashSet<>();
        for (Piece piece : pieces) {
            if (piece.source() == null) {
                text.append(piece.literal());
                continue;
            }
            Ref ref = sources.get(piece.source());
            String source = texts.get(ref);
            if (source == null || piece.from() + piece.length() > source.length()) {
                gone.add(ref);
            } else {
                text.append(source, piece.from(), piece.from() + piece.length());
            }
        }
        return new Made(gone.isEmpty() ? text.toString() : null, List.copyOf(gone));
    }

    /**
     * What came of it.
     *
     * @param text null where something is gone
     * @param gone sources that are not there any more, or not as long as they were
     */
    public record Made(@Nullable String text, List<Ref> gone) {}
}

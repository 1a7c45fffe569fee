package dev.statewave.worker.compile.claims;

import com.google.re2j.Matcher;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How people of one language state facts, and by which words one knows that something is not stated. All of it is data:
 * the file {@code facts/<code>.forms}.
 */
public final class Language {

    /** Those that have a file. English comes first, because models write it. */
    public static final List<Language> ALL = Stream.of("en", "de", "es", "fr", "pt", "zh", "ja")
            .map(LanguageFile::read)
            .toList();

    private final Map<String, List<String>> lists;
    private final Map<String, Phrases> phrases;
    private final Map<String, Set<String>> words;
    private final List<Section> sections;
    private final Phrases cues;

    /** @param lists the words and phrases of each name */
    Language(Map<String, List<String>> lists, List<Section> sections) {
        this.lists = lists;
        this.phrases = lists.entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, list -> new Phrases(list.getValue())));
        this.words = lists.entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, list -> Set.copyOf(list.getValue())));
        this.sections = sections;
        this.cues = new Phrases(sections.stream()
                .flatMap(section -> section.cues().all().stream())
                .distinct()
                .toList());
    }

    /**
     * The forms of one key.
     *
     * @param key null for phrases that are facts without a claim
     * @param cues words of which each sentence of these forms has one, to tell quickly that others are none
     */
    record Section(@Nullable ClaimKey key, Phrases cues, List<FactForm> forms) {}

    /** A list of the file; empty where it has none of this name. */
    public Phrases phrases(String name) {
        return phrases.getOrDefault(name, new Phrases(List.of()));
    }

    Set<String> words(String name) {
        return words.getOrDefault(name, Set.of());
    }

    List<String> list(String name) {
        return lists.getOrDefault(name, List.of());
    }

    /** Whether a text may state a fact in this language. */
    public boolean mayState(String comparable) {
        return cues.in(comparable);
    }

    /**
     * What a statement says, which is the whole of the text; empty where it is of no known form.
     *
     * @param speaker whose it is where the statement says "I"
     * @param firstPerson whether it counts only where somebody speaks of themselves
     */
    public List<StatedFact> read(String statement, String speaker, boolean firstPerson) {
        String comparable = Phrases.comparable(statement);
        boolean claimed = false;
        for (Section section : sections) {
            if (claimed && section.key() != null || !section.cues().in(comparable)) {
                continue;
            }
            for (FactForm form : section.forms()) {
                Matcher matcher = form.pattern().matcher(statement);
                if (!matcher.matches() || firstPerson && form.ofAnother(matcher)) {
                    continue;
                }
                claimed = true;
                List<StatedFact> facts = section.key() == null
                        ? List.of(new StatedFact(form.end(matcher), null))
                        : form.facts(section.key(), matcher, statement, speaker, this);
                if (!facts.isEmpty()) {
                    return facts;
                }
            }
        }
        return List.of();
    }

    /** The abbreviations, labels and so on of all languages. */
    public static Phrases ofAll(String name) {
        var all = new ArrayList<String>();
        ALL.forEach(language -> all.addAll(language.list(name)));
        return new Phrases(all.stream().distinct().toList());
    }
}

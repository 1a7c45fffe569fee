package dev.statewave.context.receipts.recipe;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class RecipeTest {

    private static final Source TEA = memory("I prefer tea to coffee, mostly.");
    private static final Source LISBON = memory("I live in Lisbon.");

    @Test
    void text_isMadeAgain_andTheRecipeHoldsNoneOfItsSources() {
        String text = "## Task\nWhat?\n\n- I prefer tea to coffee, mostly.\n- Ada: I live in Lisbon.\n";

        String json = Recipe.of(text, List.of(TEA, LISBON)).json();

        assertThat(json).doesNotContain("coffee").doesNotContain("Lisbon");
        assertThat(made(json, TEA, LISBON).text()).isEqualTo(text);
    }

    @Test
    void sourceThatIsGone_isNamed_andThereIsNoText() {
        String json =
                Recipe.of("- I prefer tea to coffee, mostly.", List.of(TEA)).json();

        assertThat(made(json).text()).isNull();
        assertThat(made(json).gone()).containsExactly(new Recipe.Ref(Source.Kind.MEMORY, TEA.id()));
    }

    @Test
    void sourceThatIsNotUsed_isNotNeeded() {
        String json = Recipe.of("- I live in Lisbon.", List.of(TEA, LISBON)).json();

        assertThat(Recipe.parse(json).sources()).hasSize(1);
        assertThat(made(json, LISBON).text()).isEqualTo("- I live in Lisbon.");
    }

    @Test
    void partThatBeginsInsideOfACharacter_isLeftToTheLiteral() {
        // The second halves of the two first characters are the same, the first ones are not.
        String source = "\uD83D\uDE00abcdefghij\uD83D\uDE00";
        String text = "\uD83C\uDE00abcdefghij\uD83D\uDE01";
        Source emoji = memory(source);

        String json = Recipe.of(text, List.of(emoji)).json();

        assertThat(made(json, emoji).text()).isEqualTo(text);
        assertThat(json).contains("\uD83C\uDE00").contains("\uD83D\uDE01");
    }

    @Test
    void anyText_isMadeAgain() {
        var random = new Random(7);
        for (int run = 0; run < 300; run++) {
            int longest = run % 50 == 0 ? 60_000 : 200;
            var sources = new ArrayList<Source>();
            var text = new StringBuilder();
            for (int i = 0; i < 1 + random.nextInt(5); i++) {
                String content = characters(random, longest);
                sources.add(memory(content));
                int from = random.nextInt(content.length() + 1);
                text.append(characters(random, 20))
                        .append(content, from, from + random.nextInt(content.length() - from + 1));
            }
            String whole = new String(text.toString().getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);

            String json = Recipe.of(whole, sources).json();

            assertThat(made(json, sources.toArray(Source[]::new)).text()).isEqualTo(whole);
        }
    }

    private static String characters(Random random, int longest) {
        var text = new StringBuilder();
        int count = random.nextInt(longest);
        for (int i = 0; i < count; i++) {
            text.appendCodePoint(random.nextInt(10) == 0 ? 0x1F600 + random.nextInt(3) : 'a' + random.nextInt(4));
        }
        return text.toString();
    }

    private static Source memory(String text) {
        return new Source(Source.Kind.MEMORY, UUID.randomUUID(), text);
    }

    private static Recipe.Made made(String json, Source... there) {
        Map<Recipe.Ref, String> texts = new HashMap<>();
        for (Source source : there) {
            texts.put(new Recipe.Ref(source.kind(), source.id()), source.text());
        }
        return Recipe.parse(json).make(texts);
    }
}

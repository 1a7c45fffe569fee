package dev.statewave.models.language;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WordAnalyzerTest {

    private final WordAnalyzer analyzer = new WordAnalyzer();

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            running shoes            | She ran in her new running shoe yesterday morning.
            addresses                | The address of the office changed in March.
            Häuser                   | Wir haben das alte Haus am See gekauft, weil es so schön war.
            Fahrräder                | Mein Fahrrad steht seit gestern im Keller bei den Nachbarn.
            canciones                | Mi canción favorita la escuché en la radio esta mañana.
            chevaux                  | Elle a acheté un cheval et des chevaux pour la ferme.
            viagens                  | A minha viagem para o Recife foi muito cansativa e longa.
            собаки                   | У меня живёт большая собака по имени Шарик.
            الكتب                    | اشتريت كتب كثيرة من المكتبة
            绿茶                      | 我最喜欢的饮料是绿茶和咖啡
            寿司                      | 昨日は友達と寿司を食べました
            김치                      | 저는 매일 김치를 먹어요
            señor                    | The sen\u0303or at the desk was kind to us all day.
            Lodz                     | Mieszkam w mieście Łódź od dziesięciu lat.
            node                     | We run Node.js on the server since last year.
            node.js                  | We run Node.js on the server since last year.
            3.11                     | Python 3.11 is what the cluster runs on.
            greta@example.org        | Write to greta@example.org for the invoice.
            ＡＢＣ                    | The abc of gardening is a book that I liked.
            """)
    void word_isFoundInAnotherFormOrScript(String question, String text) {
        Set<String> terms = analyzer.terms(text);

        assertThat(analyzer.question(question, 60)).isNotEmpty().allSatisfy(alternatives -> assertThat(terms)
                .containsAnyElementsOf(alternatives));
    }

    @Test
    void wordsThatTellNothing_areNoTerms() {
        assertThat(analyzer.terms("What did they do with all of the books that we had?"))
                .containsExactly("book");
        assertThat(analyzer.question("Where is the book?", 60)).hasSize(1);
    }

    @Test
    void longestWordsOfAQuestion_areKept() {
        assertThat(analyzer.question("tea or refrigerators", 1)).singleElement().satisfies(word -> assertThat(word)
                .contains("refriger"));
    }

    @Test
    void charactersThatNobodySees_areNoTerms() {
        String unseen = "\u3164 \u115F \u00AD \u200B \uFE0F \u034F \u180E \uFFA0 \u2060";

        assertThat(analyzer.terms("We met " + unseen + " in Ghent"))
                .contains("met", "ghent")
                .doesNotContain("");
        assertThat(analyzer.question(unseen, 60))
                .allSatisfy(word -> assertThat(word).doesNotContain(""));
    }

    @Test
    void terms_areBounded() {
        var text = new StringBuilder();
        for (int i = 0; i < 50_000; i++) {
            text.append(Integer.toString(i, 36)).append("x".repeat(100)).append(' ');
        }

        assertThat(analyzer.terms(text.toString())).hasSize(4_000).allMatch(term -> term.length() <= 40);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", ".", "é", "人", "a.", "\uD83D\uDE00", "\uD800", "١", "ก"})
    @Timeout(60)
    void hostileTexts_areAnalyzedInLinearTime(String piece) {
        String text = piece.repeat((1 << 20) / piece.length());
        long begin = System.nanoTime();

        analyzer.terms(text);

        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(20));
    }
}

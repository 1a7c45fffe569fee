package dev.statewave.context.ranking.v1;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WordsTest {

    @Test
    void text_splitsAtAnyWhiteSpace_andKeepsPunctuation() {
        assertThat(Words.of("  Tea,\u00a0TEA\u3000ÄÖ\n\ttea?  "))
                .containsExactlyInAnyOrder("tea,", "tea", "äö", "tea?");
        assertThat(Words.of(" \n")).isEmpty();
    }

    @Test
    void breadcrumb_losesPunctuationAtTheEdges_andWordsThatSayNothing() {
        assertThat(Words.ofBreadcrumb("How do I use (the) \"Webhook's\" Retries?!"))
                .containsExactlyInAnyOrder("webhook's", "retries?!");
        assertThat(Words.ofBreadcrumb("Statewave Documentation - Guide & Overview"))
                .isEmpty();
    }

    @Test
    void issue_losesWordsOfTalk() {
        assertThat(Words.ofIssue("Hello please help, my printer is not printing"))
                .containsExactlyInAnyOrder("help,", "printer", "printing");
    }
}

package dev.statewave.context.retrieval.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TermIndexTest {

    private final TermIndex index =
            TermIndex.of(List.of(new String[] {"ann", "porto"}, new String[] {}, new String[] {"mov", "porto"}));

    @Test
    void eachWord_hasABit_whereOneOfItsTermsStands() {
        assertThat(index.said(List.of(Set.of("porto"), Set.of("move", "mov"), Set.of("lisbon"))))
                .containsExactly(0b001, 0, 0b011);
    }

    @Test
    void sizes_areThoseOfTheMemories() {
        assertThat(index.size(0)).isEqualTo(2);
        assertThat(index.size(1)).isZero();
    }

    @Test
    void nothing_isAskedOfNobody() {
        assertThat(TermIndex.of(List.of()).said(List.of(Set.of("a")))).isEmpty();
    }
}

package dev.statewave.context.search;

import static org.assertj.core.api.Assertions.assertThat;

import dev.statewave.context.text.EntityNames;
import dev.statewave.contract.json.Json;
import dev.statewave.contract.rest.MemoryBody;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class EntityBoostTest {

    @Test
    void names_areCapitalisedWordsAddressesAndWordsWithDigits_andNotTheBeginningOfAQuestion() {
        assertThat(EntityNames.in("What did Caroline's friend Émile send to ada@x.org about v2.1, and when?"))
                .containsExactly("caroline", "émile", "ada@x.org", "v2.1");
    }

    @Test
    void memoryThatNamesWhomTheQuestionNames_comesFirst() {
        var found = List.of(memory("Melanie likes tea", 0.5), memory("Caroline likes tea", 0.4));

        var lifted = EntityBoost.lift("What does Caroline like?", found, 0.3, 0.3);

        assertThat(lifted).extracting(MemoryBody::content).containsExactly("Caroline likes tea", "Melanie likes tea");
        assertThat(lifted.getFirst().score()).isEqualTo(0.7);
    }

    @Test
    void nameThatIsSpeltOtherwise_countsUpToTheDistance() {
        var found = List.of(memory("Melanie likes tea", 0.5), memory("Caroline likes tea", 0.4));

        assertThat(EntityBoost.lift("Carolyne", found, 1, 0.3).getFirst().content())
                .startsWith("Caroline");
        assertThat(EntityBoost.lift("Carolyne", found, 1, 0).getFirst().content())
                .startsWith("Melanie");
    }

    @Test
    void withoutNamesOrWeight_nothingMoves() {
        var found = List.of(memory("a", 0.5), memory("Caroline", 0.4));

        assertThat(EntityBoost.lift("what is there", found, 1, 1)).isSameAs(found);
        assertThat(EntityBoost.lift("Caroline", found, 0, 1)).isSameAs(found);
    }

    private static MemoryBody memory(String content, double score) {
        return new MemoryBody(
                UUID.randomUUID(),
                "s",
                "episode_summary",
                content,
                content,
                1,
                Instant.EPOCH,
                null,
                List.of(),
                Json.object(),
                "active",
                List.of(),
                Instant.EPOCH,
                Instant.EPOCH,
                score);
    }
}

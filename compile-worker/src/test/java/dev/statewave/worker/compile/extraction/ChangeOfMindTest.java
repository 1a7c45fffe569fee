package dev.statewave.worker.compile.extraction;

import static org.assertj.core.api.Assertions.assertThat;

import dev.statewave.contract.json.Json;
import dev.statewave.contract.subjectlog.SubjectKey;
import dev.statewave.worker.compile.MemoryKind;
import dev.statewave.worker.compile.PendingEpisode;
import dev.statewave.worker.compile.conflict.ConflictRule;
import dev.statewave.worker.compile.conflict.ConflictRule.Candidate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which facts are left when somebody says one thing and then another. */
class ChangeOfMindTest {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            I use Vim. / I switched from Vim to Helix.                  | I switched from Vim to Helix / I switched from Vim
            I use Vim. / I don't use Vim any more.                      | I don't use Vim any more
            I use Vim. / I use Emacs.                                   | I use Vim / I use Emacs
            I prefer window seats. / I prefer aisle seats now.          | I prefer aisle seats now
            I work at Acme. / I started a new job at Globex.            | I started a new job at Globex
            I work at Acme. / I quit Acme and joined Globex.            | I quit Acme / I quit Acme and joined Globex
            I live in Rome. / I used to live in Rome, now I live in Oslo. | I used to live in Rome / I live in Oslo
            I live in Lyon. / We moved from Lyon to Nantes.             | We moved from Lyon to Nantes
            My name is Anne. / Correction: my name is Ann.              | my name is Ann
            I live in Rome. / Update: I live in Oslo.                   | I live in Oslo
            Kai: I live in Rome. / Mina: I live in Oslo.                | I live in Rome / I live in Oslo
            Kai: I live in Rome. / Kai: I live in Oslo.                 | I live in Oslo
            I live in Rome. / assistant: I live in Oslo.                | I live in Rome
            I live in Rome. / My son said: I live in Oslo.              | I live in Rome
            I'm vegan. / I'm no longer vegan.                           | I'm no longer vegan
            Ich wohne in Bremen. / Ich bin nach Leipzig gezogen.        | Ich bin nach Leipzig gezogen
            I live in Bremen. / Ich wohne nicht mehr in Bremen.         | Ich wohne nicht mehr in Bremen
            Trabajo en Zara. / Ya no trabajo en Zara.                   | Ya no trabajo en Zara
            J'habite à Lyon. / J'ai déménagé à Brest.                   | J'ai déménagé à Brest
            Moro em Recife. / Mudei para Curitiba.                      | Mudei para Curitiba
            我住在上海。 / 我搬到了成都。                                   | 我搬到了成都
            大阪に住んでいます。 / もう大阪に住んでいません。                    | もう大阪に住んでいません
            """)
    void newerStatement_takesThePlaceOfWhatItChanges(String said, String left) {
        assertThat(left(said.split(" / "))).containsExactlyInAnyOrder(left.split(" / "));
    }

    @Test
    void composedAndDecomposedNames_areTheSame() {
        assertThat(left("I live in Logroño.", "I live in Logron\u0303o.")).hasSize(1);
    }

    private static List<String> left(String... texts) {
        var held = new ArrayList<Candidate>();
        for (int i = 0; i < texts.length; i++) {
            Instant time = START.plus(Duration.ofDays(i));
            var episode =
                    new PendingEpisode(UUID.randomUUID(), "chat", Json.object().put("text", texts[i]), time, time, i);
            new HeuristicCompiler()
                    .compile(new SubjectKey("", "user:1"), List.of(episode)).memories().stream()
                            .filter(memory -> memory.kind() == MemoryKind.PROFILE_FACT)
                            .forEach(memory -> held.add(new Candidate(
                                    memory.id(), memory.kind(), memory.content(), time, true, memory.claim())));
        }
        Set<UUID> retired = ConflictRule.apply(held).stream()
                .map(ConflictRule.Supersession::retired)
                .collect(Collectors.toSet());
        return held.stream()
                .filter(memory -> !retired.contains(memory.id()))
                .map(Candidate::content)
                .toList();
    }
}

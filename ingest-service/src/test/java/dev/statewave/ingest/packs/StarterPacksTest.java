package dev.statewave.ingest.packs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.statewave.contract.rest.ApiException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class StarterPacksTest {

    private final StarterPacks packs = new StarterPacks();

    StarterPacksTest() throws IOException {}

    @Test
    void everyPack_canBeReadAndItsMemoriesNameItsEpisodes() {
        assertThat(packs.all()).hasSize(3);
        for (StarterPack pack : packs.all()) {
            var contents = pack.contents(Instant.EPOCH);

            assertThat(contents.episodes()).as(pack.id()).isNotEmpty().allSatisfy(episode -> assertThat(
                            episode.compiledAt())
                    .isNotNull());
            assertThat(contents.memories()).as(pack.id()).isNotEmpty().allSatisfy(memory -> {
                assertThat(memory.derived()).isTrue();
                assertThat(contents.episodeIds()).containsAll(memory.sourceEpisodeIds());
            });
        }
        assertThatThrownBy(() -> packs.get("other")).isInstanceOf(ApiException.class);
    }

    @Test
    void packOfTheDocuments_isMadeOfTheDocumentsOfThisRepository() throws IOException {
        var documents = new TreeMap<String, String>();
        try (var files = Files.newDirectoryStream(Path.of("..", "docs"), "*.md")) {
            for (Path file : files) {
                documents.put(file.getFileName().toString(), Files.readString(file));
            }
        }
        assertThat(documents).containsKey("architecture.md");

        assertThat(packs.support().version()).isEqualTo(new DocumentPack(documents).version());
        assertThat(packs.support().episodes()).isEqualTo(new DocumentPack(documents).episodes());
    }

    @Test
    void document_isSplitAtHeadingsOutsideOfCode() {
        String markdown = """
                before

                # One
                ## Two words, here!
                text
                ```
                # no heading
                ```
                #### deep
                ### Three
                end
                # Four
                """;

        List<DocumentSections.Section> sections = DocumentSections.of(markdown);

        assertThat(sections)
                .extracting(DocumentSections.Section::path)
                .containsExactly(
                        List.of(), List.of("One", "Two words, here!"), List.of("One", "Two words, here!", "Three"));
        assertThat(sections.get(1).text()).contains("# no heading").contains("#### deep");
        assertThat(sections.get(1).slug()).isEqualTo("two-words-here");
    }

    @Test
    void otherDocuments_areAnotherVersion() {
        var one = new DocumentPack(new TreeMap<>(Map.of("a.md", "# A\ntext")));
        var other = new DocumentPack(new TreeMap<>(Map.of("a.md", "# A\ntext.")));

        assertThat(one.version()).isNotEqualTo(other.version()).startsWith("1.");
    }
}

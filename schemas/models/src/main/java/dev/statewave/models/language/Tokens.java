package dev.statewave.models.language;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.Tokenizer;
import org.apache.lucene.analysis.cjk.CJKBigramFilter;
import org.apache.lucene.analysis.icu.ICUNormalizer2Filter;
import org.apache.lucene.analysis.icu.segmentation.DefaultICUTokenizerConfig;
import org.apache.lucene.analysis.icu.segmentation.ICUTokenizer;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;

/**
 * Splits texts of any script into words in lower case (Unicode's annex 29, and dictionaries for scripts that have no
 * blanks). Chinese, Japanese and Korean become pairs of characters, which need no dictionary and find words that none
 * has.
 */
final class Tokens extends Analyzer {

    private static final int CJK =
            CJKBigramFilter.HAN | CJKBigramFilter.HIRAGANA | CJKBigramFilter.KATAKANA | CJKBigramFilter.HANGUL;

    private final boolean single;

    /** @param single whether each character of a pair is a token by itself as well */
    Tokens(boolean single) {
        this.single = single;
    }

    List<String> of(String text) {
        var tokens = new ArrayList<String>();
        try (TokenStream stream = tokenStream("", text)) {
            var term = stream.addAttribute(CharTermAttribute.class);
            stream.reset();
            while (stream.incrementToken()) {
                tokens.add(term.toString());
            }
            stream.end();
        } catch (IOException e) {
            throw new UncheckedIOException("memory does not fail to be read", e);
        }
        return tokens;
    }

    @Override
    protected TokenStreamComponents createComponents(String field) {
        Tokenizer words = new ICUTokenizer(new DefaultICUTokenizerConfig(false, true));
        return new TokenStreamComponents(words, new CJKBigramFilter(new ICUNormalizer2Filter(words), CJK, single));
    }
}

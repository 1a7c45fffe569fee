package dev.statewave.contract.text;

import java.util.Locale;
import java.util.Set;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;
import org.jsoup.select.NodeTraversor;
import org.jsoup.select.NodeVisitor;

/** The words of a text in HTML. */
final class HtmlText {

    /** Tags whose presence makes a text HTML. Others are met in code and in plain text, such as {@code <T>}. */
    private static final Set<String> TAGS =
            Set.of(("html body div p br span ul ol li table tr td th h1 h2 h3 h4 h5 h6 strong em b i a img "
                            + "blockquote pre hr script style head")
                    .split(" "));

    private static final int LONGEST_TAG = 12;

    private HtmlText() {}

    /** Whether it has a tag of HTML outside of code. */
    static boolean isHtml(String text) {
        int lastEnd = text.lastIndexOf('>');
        boolean inCode = false;
        for (int i = 0; i < lastEnd; i++) {
            char c = text.charAt(i);
            if (c == '`') {
                inCode = !inCode;
            } else if (c == '<' && !inCode && isTag(text, i + 1)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isTag(String text, int from) {
        int start = from < text.length() && text.charAt(from) == '/' ? from + 1 : from;
        int end = start;
        while (end < text.length() && end - start < LONGEST_TAG && Character.isLetterOrDigit(text.charAt(end))) {
            end++;
        }
        return end < text.length()
                && " />\n\t".indexOf(text.charAt(end)) >= 0
                && TAGS.contains(text.substring(start, end).toLowerCase(Locale.ROOT));
    }

    /**
     * Blocks begin lines of their own, pictures become a mark, and what a browser hides is left out. A quotation stays
     * one ({@code >} before its lines), and so does code (between fences): neither is what the author says.
     */
    static String plain(String html) {
        Document document = Jsoup.parse(html);
        var words = new StringBuilder();
        NodeTraversor.traverse(new Words(words), document.body());
        return words.toString().strip();
    }

    private static final class Words implements NodeVisitor {

        private static final Set<String> HIDDEN = Set.of("script", "style", "noscript", "template");

        private static final String FENCE = "```";

        private final StringBuilder words;
        private int quotes;

        Words(StringBuilder words) {
            this.words = words;
        }

        @Override
        public void head(Node node, int depth) {
            if (node instanceof TextNode text) {
                append(text);
            } else if (node instanceof Element element) {
                if (element.normalName().equals("img")) {
                    String alt = PlainText.line(element.attr("alt"));
                    words.append(alt.isEmpty() ? "[image]" : "[image: " + alt + "]");
                } else if (element.isBlock() || element.normalName().equals("br")) {
                    endLine();
                }
                switch (element.normalName()) {
                    case "blockquote" -> quotes++;
                    case "pre" -> words.append(FENCE).append('\n');
                    default -> {}
                }
            }
        }

        @Override
        public void tail(Node node, int depth) {
            if (node instanceof Element element && element.isBlock()) {
                endLine();
                switch (element.normalName()) {
                    case "blockquote" -> quotes--;
                    case "pre" -> words.append(FENCE).append('\n');
                    default -> {}
                }
            } else if (node instanceof Element element
                    && (element.normalName().equals("td")
                            || element.normalName().equals("th"))) {
                words.append(' ');
            }
        }

        private void append(TextNode text) {
            Element parent = text.parent() instanceof Element element ? element : null;
            if (parent != null && HIDDEN.contains(parent.normalName())) {
                return;
            }
            if (parent != null && parent.normalName().equals("pre")) {
                words.append(text.getWholeText());
                return;
            }
            String plain = text.text();
            if (quotes > 0 && isLineStart() && !plain.isBlank()) {
                words.append("> ");
            }
            boolean atStart = words.isEmpty() || Character.isWhitespace(words.charAt(words.length() - 1));
            words.append(atStart ? plain.stripLeading() : plain);
        }

        private boolean isLineStart() {
            return words.isEmpty() || words.charAt(words.length() - 1) == '\n';
        }

        private void endLine() {
            int end = words.length();
            while (end > 0 && words.charAt(end - 1) == ' ') {
                end--;
            }
            words.setLength(end);
            if (!words.isEmpty() && words.charAt(words.length() - 1) != '\n') {
                words.append('\n');
            }
        }
    }
}

package dev.statewave.contract.text;

import java.text.Normalizer;

/**
 * Text as people read it: without the marks of HTML and Markdown, without data in base64, and in one form of Unicode.
 */
public final class PlainText {

    private PlainText() {}

    /** As it is read. Code between fences stays as it is. */
    public static String of(String text) {
        String normal = Normalizer.normalize(text, Normalizer.Form.NFC).replace("\0", "");
        String withoutData = EncodedData.replaceIn(normal);
        return MarkdownText.plain(HtmlText.isHtml(withoutData) ? HtmlText.plain(withoutData) : withoutData);
    }

    /**
     * In one line: each run of white space, line ends and control characters of any script becomes one blank. What is
     * written within a line of a layout cannot begin a line of its own.
     */
    public static String line(String text) {
        var line = new StringBuilder(text.length());
        boolean gap = false;
        for (int i = 0; i < text.length(); ) {
            int codePoint = text.codePointAt(i);
            i += Character.charCount(codePoint);
            if (isGap(codePoint)) {
                gap = !line.isEmpty();
            } else {
                if (gap) {
                    line.append(' ');
                    gap = false;
                }
                line.appendCodePoint(codePoint);
            }
        }
        return line.toString();
    }

    private static boolean isGap(int codePoint) {
        return Character.isWhitespace(codePoint)
                || Character.isSpaceChar(codePoint)
                || Character.isISOControl(codePoint)
                || isDirection(codePoint);
    }

    /** Characters that turn the direction of what follows, so that it reads as something else. */
    private static boolean isDirection(int codePoint) {
        return codePoint >= 0x202A && codePoint <= 0x202E || codePoint >= 0x2066 && codePoint <= 0x2069;
    }
}

package dev.statewave.contract.sensitivity;

import java.util.Locale;
import java.util.Set;

/** Finds addresses as RFC 5322 has them in practice: a local part, and a domain name with a top level. */
final class EmailDetector {

    private static final int LONGEST_LOCAL = 64;
    private static final int LONGEST_DOMAIN = 255;
    private static final int LONGEST_LABEL = 63;
    /** How far a scheme is looked for before a user name in a URL. */
    private static final int LONGEST_USER_INFO = 256;

    /** Ends of file names such as {@code icon@2x.png}, and of names that only mean something in one network. */
    private static final Set<String> NO_TOP_LEVEL = Set.of(
            "png",
            "jpg",
            "jpeg",
            "gif",
            "webp",
            "svg",
            "bmp",
            "ico",
            "avif",
            "css",
            "scss",
            "js",
            "mjs",
            "json",
            "html",
            "xml",
            "tgz",
            "gz",
            "jar",
            "local",
            "localhost",
            "localdomain",
            "internal",
            "lan",
            "svc",
            "cluster");

    private EmailDetector() {}

    static boolean matches(String text) {
        for (int at = text.indexOf('@'); at >= 0; at = text.indexOf('@', at + 1)) {
            int local = startOfLocal(text, at);
            if (local >= 0 && isDomain(text, at + 1) && !isUserInfo(text, local)) {
                return true;
            }
        }
        return false;
    }

    /** -1 where no local part ends at the place. */
    private static int startOfLocal(String text, int at) {
        if (at > 0 && text.charAt(at - 1) == '"') {
            int quote = text.lastIndexOf('"', at - 2);
            return quote >= 0 && at - quote <= LONGEST_LOCAL && quote < at - 2 ? quote : -1;
        }
        int start = at;
        while (start > 0 && at - start <= LONGEST_LOCAL && isLocal(text.charAt(start - 1))) {
            start--;
        }
        while (start < at && (text.charAt(start) == '.' || text.charAt(start) == '\'')) {
            start++;
        }
        if (start == at || at - start > LONGEST_LOCAL || text.charAt(at - 1) == '.') {
            return -1;
        }
        for (int i = start; i < at; i++) {
            if (Character.isLetterOrDigit(text.charAt(i))) {
                return start;
            }
        }
        return -1;
    }

    private static boolean isLocal(char c) {
        return Character.isLetterOrDigit(c) || "!#$%&'*+-/=?^_`{|}~.".indexOf(c) >= 0;
    }

    /** Two labels or more, the last one of letters. */
    private static boolean isDomain(String text, int from) {
        int labels = 0;
        int label = from;
        int end = from;
        int last = Math.min(text.length(), from + LONGEST_DOMAIN);
        while (end < last) {
            char c = text.charAt(end);
            if (Character.isLetterOrDigit(c) || c == '-' && end > label) {
                end++;
            } else if (c == '.' && end > label && Character.isLetterOrDigit(Characters.at(text, end + 1))) {
                if (end - label > LONGEST_LABEL) {
                    return false;
                }
                labels++;
                label = ++end;
            } else {
                break;
            }
        }
        if (labels == 0 || end - label < 2 || end - label > LONGEST_LABEL || !endsName(text, end)) {
            return false;
        }
        String top = text.substring(label, end).toLowerCase(Locale.ROOT);
        return !NO_TOP_LEVEL.contains(top)
                && (top.startsWith("xn--") || top.chars().allMatch(Character::isLetter));
    }

    /** {@code git@host.com:owner/name} is the address of a repository. */
    private static boolean endsName(String text, int end) {
        char next = Characters.at(text, end);
        return next != '@'
                && next != '_'
                && !(next == ':' && Character.isLetterOrDigit(Characters.at(text, end + 1)) && hasSlash(text, end));
    }

    private static boolean hasSlash(String text, int from) {
        for (int i = from; i < Math.min(text.length(), from + LONGEST_USER_INFO); i++) {
            char c = text.charAt(i);
            if (c == '/') {
                return true;
            }
            if (Character.isWhitespace(c)) {
                return false;
            }
        }
        return false;
    }

    /** As in {@code https://user:password@host.com/}. */
    private static boolean isUserInfo(String text, int local) {
        for (int i = local; i >= Math.max(0, local - LONGEST_USER_INFO); i--) {
            char c = text.charAt(i);
            if (Character.isWhitespace(c) || c == '<' || c == '"') {
                return false;
            }
            if (c == ':' && text.startsWith("://", i)) {
                return true;
            }
        }
        return false;
    }
}

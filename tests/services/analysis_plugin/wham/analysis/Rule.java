package wham.analysis;

/** A rule {@code left => right} with the escapes \\n \\t \\r \\b \\f \\\\ and \\uXXXX undone. */
record Rule(String left, String right) {

    static Rule parse(String rule) {
        // The last arrow divides, so that "=>" itself can be mapped.
        int arrow = rule.lastIndexOf("=>");
        if (arrow < 0) {
            throw new IllegalArgumentException("Invalid Mapping Rule : [" + rule + "]");
        }
        return new Rule(unescape(rule.substring(0, arrow).strip()), unescape(rule.substring(arrow + 2).strip()));
    }

    private static String unescape(String text) {
        StringBuilder result = new StringBuilder(text.length());
        for (int at = 0; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c != '\\') {
                result.append(c);
                continue;
            }
            if (++at == text.length() || (text.charAt(at) == 'u' && at + 4 >= text.length())) {
                throw new IllegalArgumentException("Invalid escaped char in [" + text + "]");
            }
            char escaped = text.charAt(at);
            switch (escaped) {
                case 'n' -> result.append('\n');
                case 't' -> result.append('\t');
                case 'r' -> result.append('\r');
                case 'b' -> result.append('\b');
                case 'f' -> result.append('\f');
                case 'u' -> {
                    result.append((char) Integer.parseInt(text.substring(at + 1, at + 5), 16));
                    at += 4;
                }
                default -> result.append(escaped);
            }
        }
        return result.toString();
    }
}

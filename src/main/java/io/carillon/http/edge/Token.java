package io.carillon.http.edge;

/** A token of RFC 9110, 5.6.2: methods and header names are tokens. */
final class Token {
    private static final boolean[] PART = new boolean[128];

    static {
        for (char c = '0'; c <= '9'; c++) PART[c] = true;
        for (char c = 'A'; c <= 'Z'; c++) PART[c] = true;
        for (char c = 'a'; c <= 'z'; c++) PART[c] = true;
        for (char c : "!#$%&'*+-.^_`|~".toCharArray()) PART[c] = true;
    }

    private Token() {}

    static boolean isPart(int c) {
        return c >= 0 && c < PART.length && PART[c];
    }

    static boolean is(String text) {
        for (int i = 0; i < text.length(); i++) if (!isPart(text.charAt(i))) return false;
        return !text.isEmpty();
    }
}

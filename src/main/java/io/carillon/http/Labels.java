package io.carillon.http;

/** Reads the label of a group or a device (contract 1, <i>More ways to say when</i>). */
final class Labels {
    static final int LONGEST = 64;
    private static final String ALLOWED = "1 to " + LONGEST + " characters, none of them a control character, expected";

    private Labels() {}

    static String read(Field field) {
        String text = field.text(ALLOWED);
        long length = text.codePoints().count();
        if (length < 1 || length > LONGEST || text.codePoints().anyMatch(Character::isISOControl))
            throw field.not(ALLOWED);
        return text;
    }
}

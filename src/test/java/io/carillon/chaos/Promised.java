package io.carillon.chaos;

/**
 * What a group is promised beyond the broker's acknowledgement, and what its device then does: by the number in its device's id,
 * so a fifth confirm, and a tenth want only their latest.
 */
enum Promised {
    PLAIN(""),
    LATEST_ONLY(",\"latest_only\":true"),
    /** Answers at once. */
    ANSWERS,
    /** Answers after some seconds, when the command has been repeated. */
    ANSWERS_LATE,
    /** Away when it is due: hears nothing for a while, then asks for what it missed. */
    COMES_BACK,
    NEVER_ANSWERS;

    private static final int EVERY = 20;

    /** More fields of the group, as JSON. */
    final String fields;

    Promised() {
        this(",\"confirm\":true,\"retry_every\":5");
    }

    Promised(String fields) {
        this.fields = fields;
    }

    /** @param device as {@code d-17} */
    static Promised of(String device) {
        String number = device.replaceAll("\\D", "");
        if (number.isEmpty()) return PLAIN;
        return switch (Integer.parseInt(number) % EVERY) {
            case 1 -> ANSWERS;
            case 6 -> ANSWERS_LATE;
            case 11 -> COMES_BACK;
            case 16 -> NEVER_ANSWERS;
            case 3, 13 -> LATEST_ONLY;
            default -> PLAIN;
        };
    }

    boolean confirms() {
        return this != PLAIN && this != LATEST_ONLY;
    }

    boolean answers() {
        return confirms() && this != NEVER_ANSWERS;
    }
}

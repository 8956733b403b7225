package io.carillon.node.doctor;

/**
 * A line of {@code doctor}.
 *
 * @param advice what to do; empty where nothing need be done
 */
record Finding(Grade grade, String what, String said, String advice) {
    enum Grade {
        OK("ok"),
        WARN("warn"),
        FAIL("FAIL");

        private final String word;

        Grade(String word) {
            this.word = word;
        }
    }

    static Finding ok(String what, String said) {
        return new Finding(Grade.OK, what, said, "");
    }

    static Finding warn(String what, String said, String advice) {
        return new Finding(Grade.WARN, what, said, advice);
    }

    static Finding fail(String what, String said, String advice) {
        return new Finding(Grade.FAIL, what, said, advice);
    }

    @Override
    public String toString() {
        return "%-5s %-13s %s%s".formatted(grade.word, what, said, advice.isEmpty() ? "" : " -> " + advice);
    }
}

package io.carillon.e2e;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.function.Executable;

/** Sentences of the contract, each with its check. */
final class Statements {
    private final List<DynamicTest> tests = new ArrayList<>();

    Statements says(String sentence, Executable check) {
        tests.add(DynamicTest.dynamicTest(sentence, check));
        return this;
    }

    Stream<DynamicTest> stream() {
        return tests.stream();
    }
}

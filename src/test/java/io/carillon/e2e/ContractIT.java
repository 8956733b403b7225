package io.carillon.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The statements of contract 1, checked from outside. */
class ContractIT {
    private final NodeProcess node = OneNode.get().node;
    private final Service service = OneNode.get().service;

    @TestFactory
    Stream<DynamicTest> paths() {
        return PathStatements.of(service).stream();
    }

    @TestFactory
    Stream<DynamicTest> tokens() {
        return TokenStatements.of(service).stream();
    }

    @TestFactory
    Stream<DynamicTest> creating() {
        return CreateStatements.of(service).stream();
    }

    @TestFactory
    Stream<DynamicTest> repeating() {
        return RepeatStatements.of(service).stream();
    }

    @TestFactory
    Stream<DynamicTest> changing() {
        return ChangeStatements.of(service).stream();
    }

    @TestFactory
    Stream<DynamicTest> listing() {
        return ListStatements.of(service).stream();
    }

    @TestFactory
    Stream<DynamicTest> bodies() {
        return BodyStatements.of(service).stream();
    }

    @TestFactory
    Stream<DynamicTest> devices() {
        return DeviceStatements.of(service).stream();
    }

    @TestFactory
    Stream<DynamicTest> limits() {
        return LimitStatements.of(service).stream();
    }

    @TestFactory
    Stream<DynamicTest> fires() {
        return FireStatements.of(service).stream();
    }

    @TestFactory
    Stream<DynamicTest> readme() {
        return ReadmeStatements.of(node).stream();
    }

    @TestFactory
    Stream<DynamicTest> when() {
        return WhenStatements.of(service).stream();
    }

    @TestFactory
    Stream<DynamicTest> management() {
        var statements = new Statements();
        for (String path : new String[] {"/ready", "/alive", "/metrics", "/cluster/members"})
            statements.says(path + " answers 200", () -> assertThat(node.management(path))
                    .isEqualTo(200));
        return statements.stream();
    }
}

package io.carillon.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UserIdTest {
    @ParameterizedTest
    @ValueSource(strings = {"a", "42", "auth0|5f7c", "ann@example.org", "a b", "~!\"%/"})
    void printableAsciiCanBeBound(String text) {
        assertThat(UserId.parseBindable(text)).map(UserId::value).contains(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a\n", "a\tb", "\u007f", "ü", "用户"})
    void anythingElseCannot(String text) {
        assertThat(UserId.parseBindable(text)).isEmpty();
    }

    @Test
    void atMost128Characters() {
        assertThat(UserId.parseBindable("u".repeat(128))).isPresent();
        assertThat(UserId.parseBindable("u".repeat(129))).isEmpty();
    }
}

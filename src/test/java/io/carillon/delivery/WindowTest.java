package io.carillon.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WindowTest {
    private final Window window = new Window(1_000);

    @Test
    void theBrokersReceiveMaximumBoundsIt() {
        window.limit(20);
        assertThat(window.size()).isEqualTo(20);
        window.limit(65_535);
        assertThat(window.size()).isEqualTo(1_000);
    }

    @Test
    void eachTimeOutHalvesWhatTheBrokerHadAndOneAlwaysStays() {
        window.limit(20);
        window.timedOut();
        assertThat(window.size()).isEqualTo(10);
        for (int more = 0; more < 20; more++) window.timedOut();
        assertThat(window.size()).isEqualTo(1);
    }

    @Test
    void successGivesBackOnePlaceForTenAcknowledgementsUpToTheLimit() {
        window.limit(20);
        window.timedOut();
        acknowledge(9);
        assertThat(window.size()).isEqualTo(10);
        acknowledge(1);
        assertThat(window.size()).isEqualTo(11);
        acknowledge(1_000);
        assertThat(window.size()).isEqualTo(20);
    }

    @Test
    void aTimeOutForgetsWhatWasNotEnoughForAPlace() {
        window.timedOut();
        acknowledge(9);
        window.timedOut();
        acknowledge(9);
        assertThat(window.size()).isEqualTo(250);
    }

    @Test
    void itStaysSmallOnTheNextConnection() {
        window.limit(100);
        window.timedOut();
        window.limit(100);
        assertThat(window.size()).isEqualTo(50);
    }

    private void acknowledge(int times) {
        for (int time = 0; time < times; time++) window.acknowledged();
    }
}

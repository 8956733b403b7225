package io.carillon.http;

import io.carillon.device.DeviceIndex;
import io.carillon.schedule.DeviceId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Finds the devices that a test says, and keeps what it was asked. */
final class StubIndex implements DeviceIndex {
    final List<Search> asked = Collections.synchronizedList(new ArrayList<>());
    volatile Found found = new Found(0, List.of());
    volatile boolean unavailable;

    /** @param count of all pages */
    void finds(int count, String... devices) {
        found = new Found(
                count,
                List.of(devices).stream()
                        .map(device -> new Listed(new DeviceId(device), null))
                        .toList());
    }

    Search last() {
        return asked.get(asked.size() - 1);
    }

    @Override
    public CompletionStage<Found> search(Search search) {
        asked.add(search);
        return unavailable
                ? CompletableFuture.failedStage(new IllegalStateException("no database"))
                : CompletableFuture.completedStage(found);
    }
}

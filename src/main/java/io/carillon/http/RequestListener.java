package io.carillon.http;

import java.time.Duration;

/** Told of each request that was answered. Must not block. */
public interface RequestListener {
    /** @param route the path's template, such as {@code /schedule/task/{group_id}/}, without ids */
    record Answered(String method, String route, int status, int code, Duration took) {}

    void answered(Answered answered);
}

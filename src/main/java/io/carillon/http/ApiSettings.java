package io.carillon.http;

import java.time.DayOfWeek;
import java.time.ZoneId;

/**
 * The operator's settings for the API.
 *
 * @param zone the service's, in which {@code create_time} and {@code update_time} are written
 * @param weekStartsOn the weekday of a period's first digit
 * @param claimMode the token's {@code devices} decide who is bound, instead of the device's own list
 * @param cors web pages of other origins that may call the API
 * @param rateLimit requests a second of one user; 0: unbounded
 * @param actions the commands that the console offers by name
 */
public record ApiSettings(
        ZoneId zone, DayOfWeek weekStartsOn, boolean claimMode, Cors cors, int rateLimit, ConsoleActions actions) {}

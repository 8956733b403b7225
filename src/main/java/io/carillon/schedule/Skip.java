package io.carillon.schedule;

import java.time.Instant;

/**
 * An instant that a group leaves out, whatever becomes of its tasks. Stored: names never change.
 *
 * @param at without the operator's spread, which may change
 * @param due with the spread of the moment at which it was asked for: the instant of once-tasks is fixed with it
 */
public record Skip(GroupId group, Instant at, Instant due) {}

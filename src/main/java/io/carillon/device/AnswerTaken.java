package io.carillon.device;

import org.jspecify.annotations.Nullable;

/** @param outcome null: look it up in the tables again */
public record AnswerTaken(@Nullable Outcome outcome) implements CborSerializable {}

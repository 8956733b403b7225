package io.carillon.http;

import org.jspecify.annotations.Nullable;

/**
 * The claims that a token must have.
 *
 * @param issuer its {@code iss}; null: any
 * @param audience one of its {@code aud}; null: any
 */
public record TokenRules(@Nullable String issuer, @Nullable String audience) {}

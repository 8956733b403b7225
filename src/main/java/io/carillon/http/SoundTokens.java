package io.carillon.http;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A cache of tokens verified recently, by their full text: verifying is expensive. Refused tokens are not cached. An
 * entry ends with its token, and soon, since its key may be withdrawn.
 */
final class SoundTokens {
    private static final Duration KEPT = Duration.ofMinutes(1);
    private static final int MOST = 4096;
    /** In characters: longer tokens are not cached, for the sake of memory. */
    private static final int LONGEST = 2048;

    private final Map<String, Kept> tokens = new LinkedHashMap<>(64, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Kept> eldest) {
            return size() > MOST;
        }
    };

    synchronized Optional<Token> find(String text, Instant now) {
        Kept kept = tokens.get(text);
        return kept != null && now.isBefore(kept.until()) ? Optional.of(kept.token()) : Optional.empty();
    }

    synchronized void keep(String text, Token token, Instant now) {
        if (text.length() > LONGEST) return;
        Instant soon = now.plus(KEPT);
        tokens.put(text, new Kept(token, soon.isBefore(token.until()) ? soon : token.until()));
    }

    private record Kept(Token token, Instant until) {}
}

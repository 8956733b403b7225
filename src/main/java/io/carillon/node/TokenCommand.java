package io.carillon.node;

import io.carillon.http.TokenIssuer;
import io.carillon.node.settings.Settings;
import io.carillon.node.settings.Variables;
import io.carillon.node.settings.WrongSetting;
import io.carillon.schedule.UserId;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Prints a token for the configured or generated secret. */
@Command(name = "token", description = "Print a token for the configured secret.", mixinStandardHelpOptions = true)
final class TokenCommand implements Callable<Integer> {
    @Option(names = "--user", required = true, description = "Whom the token names.")
    private String user = "";

    @Option(names = "--admin", description = "Give it the scope carillon:admin.")
    private boolean admin;

    @Option(
            names = "--ttl",
            defaultValue = "1h",
            converter = Ttl.class,
            description = "How long it is valid: 90s, 5m, 1h, 30d (default: ${DEFAULT-VALUE}).")
    private Duration ttl = Duration.ofHours(1);

    private final Map<String, String> environment;

    TokenCommand(Map<String, String> environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() {
        Settings settings = Settings.read(environment);
        Settings.Jwt jwt = settings.jwt();
        if (jwt.jwks().isPresent())
            throw new WrongSetting("CARILLON_JWT_JWKS", "its issuer makes the tokens; this command needs a secret");
        System.out.println(TokenIssuer.issue(
                jwt.secretIn(settings.dataDir()), new UserId(user), admin, ttl, jwt.rules(), Instant.now()));
        return 0;
    }

    static final class Ttl implements ITypeConverter<Duration> {
        @Override
        public Duration convert(String text) {
            return Variables.parseDuration(text)
                    .orElseThrow(() -> new TypeConversionException("a duration like 90s, 5m or 30d expected"));
        }
    }
}
